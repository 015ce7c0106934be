package main

import (
	"strings"
	"testing"
	"time"

	"github.com/lambdock/lambdock/codeactions/build"
)

// screen is what a terminal shows at each moment at which a line is taken away, and at the end.
func screen(written string) []string {
	return strings.Split(strings.ReplaceAll(written, "\r\x1b[K", "\f"), "\f")
}

func TestProgressOnATerminal(t *testing.T) {
	begin := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	after := func(d time.Duration) *time.Time { at := begin.Add(d); return &at }
	var out strings.Builder
	p := &progress{out: &out, width: func() int { return 50 }, now: func() time.Time { return begin.Add(9 * time.Second) }, said: map[string]bool{}}
	tell := func(s build.Step, done int) { p.step(build.Event{Step: &s, Done: done, Total: 4}) }
	tell(build.Step{ID: "a", Name: "[internal] load build definition", Started: after(0)}, 0)
	tell(build.Step{ID: "a", Name: "[internal] load build definition", Started: after(0), Completed: after(time.Millisecond)}, 1)
	tell(build.Step{ID: "b", Name: "[1/2] FROM public.ecr.aws/lambda/python:3.13", Started: after(0), Completed: after(0), Cached: true}, 2)
	tell(build.Step{ID: "c", Name: "[2/2] RUN <<EOF\npip install\nEOF", Started: after(0)}, 2)
	tell(build.Step{ID: "c", Name: "[2/2] RUN <<EOF\npip install\nEOF", Started: after(0), Completed: after(2500 * time.Millisecond)}, 3)
	tell(build.Step{ID: "d", Name: "exporting", Started: after(0)}, 3)
	tell(build.Step{ID: "d", Name: "exporting", Started: after(0), Completed: after(0), Error: "disk full"}, 4)
	p.end()
	want := []string{
		"[--------------------] 0/4  9 s  [internal] load ",
		"  cached  [1/2] FROM public.ecr.aws/lambda/python:3.13\n[##########----------] 2/4  9 s  [2/2] RUN <<EOF",
		"   2.5 s  [2/2] RUN <<EOF\n[###############-----] 3/4  9 s  exporting",
		"  failed  exporting\n",
	}
	if got := screen(out.String()); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	p.redraw() // a tick that was on its way changes nothing
	if strings.HasSuffix(out.String(), "exporting") {
		t.Error("the bar is back after the end")
	}
}

func TestProgressElsewhere(t *testing.T) {
	var out strings.Builder
	p := newProgress(&out)
	now := time.Now()
	for range 2 {
		p.step(build.Event{Step: &build.Step{ID: "a", Name: "[2/2] RUN make", Started: &now}})
	}
	p.end()
	if out.String() != "[2/2] RUN make\n" {
		t.Errorf("got %q", out.String())
	}
}
