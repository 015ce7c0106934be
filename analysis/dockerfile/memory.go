package dockerfile

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/lambdock/lambdock/analysis/memo"
	"github.com/lambdock/lambdock/analysis/source"
)

// Memory remembers the instructions of a Dockerfile that BuildKit accepted, so that its next text costs what changed in it.
// The zero Memory knows none, and so does a nil one.
type Memory struct{ nodes memo.Memo[*parser.Node] }

// Parse is the function of that name.
func (m *Memory) Parse(src *source.File) *File {
	if m == nil {
		return Parse(src)
	}
	m.nodes.Turn()
	file := parse(src, &m.nodes)
	if len(file.Errors) >= mostErrors { // reading stopped at another place than it does when nothing is known
		return Parse(src)
	}
	return file
}

// recall finds what BuildKit accepted before.
func (r *reader) recall() {
	for k := range r.segments {
		seg := &r.segments[k]
		if key, ok := r.key(seg); ok && seg.refused == nil {
			seg.node, seg.accepted = r.nodes.Get(key)
		}
	}
}

// remember keeps a segment that BuildKit accepts.
func (r *reader) remember(seg *segment) {
	if key, ok := r.key(seg); ok {
		r.nodes.Put(key, seg.node)
	}
}

// key is all that decides what BuildKit makes of a segment, if its text is: with the usual escape character, and without a byte order mark,
// which is nothing at the head of a file and something elsewhere.
func (r *reader) key(seg *segment) (text string, ok bool) {
	text = r.lineText(seg.first, seg.last)
	return text, r.file.Escape == parser.DefaultEscapeToken && !strings.HasPrefix(text, byteOrderMark)
}
