package enginetest

import (
	"fmt"
	"os"
	"syscall"
)

// lock takes a lock on a file, made if it is not there: syscall.LOCK_EX or LOCK_SH, with LOCK_NB without waiting.
// It lasts until the file is closed, by the end of the process at the latest.
func lock(name string, how int) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("locking %s: %w", name, err)
	}
	return f, nil
}

// held reports whether another holds a lock on a file.
func held(name string) bool {
	f, err := lock(name, syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		f.Close()
	}
	return err != nil
}
