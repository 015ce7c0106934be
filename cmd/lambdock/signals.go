package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// untilSignalled ends when the person, the system or the terminal ends the program: what runs for it then ends too, and leaves nothing behind.
// Who had the program ignore a signal, as nohup does, keeps that.
func untilSignalled(ctx context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signal.NotifyContext(ctx, signals...)
}

// until reads from a stream until ctx ends, also while the stream has nothing to read.
func until(ctx context.Context, in io.Reader) io.Reader {
	out, feed := io.Pipe()
	go func() {
		_, err := io.Copy(feed, in)
		feed.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { feed.Close() })
	return out
}
