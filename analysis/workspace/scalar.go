package workspace

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// span is where a node of parseYAML stands: a scalar without its quotes, a block scalar from its first byte to its last, a collection with its brackets.
func span(f *source.File, n *yaml.Node) source.Span {
	if n == nil {
		return source.Span{}
	}
	start := begin(f, n)
	switch n.Kind {
	case yaml.ScalarNode:
		if t, ok := scalarText(f, n); ok {
			return t.All()
		}
		return source.Span{Start: start, End: start}
	case yaml.AliasNode:
		return source.Span{Start: start, End: min(start+1+len(n.Value), f.Len())}
	}
	end := start
	if len(n.Content) > 0 {
		end = endOf(f, n.Content[len(n.Content)-1])
	}
	if n.Style&yaml.FlowStyle != 0 {
		end = closing(f.Text(), start, end)
	}
	return source.Span{Start: start, End: max(start, end)}
}

// endOf is the end of a node, quotes included.
func endOf(f *source.File, n *yaml.Node) int {
	end := span(f, n).End
	if n.Kind == yaml.ScalarNode && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		end = min(end+1, f.Len())
	}
	return end
}

// entrySpan is a key with its value, quotes included.
func entrySpan(f *source.File, key, value *yaml.Node) source.Span {
	return source.Span{Start: key.Column, End: max(key.Column, endOf(f, value))}
}

// closing is the place behind the bracket that closes the collection opened at start; end is that of its last node.
func closing(text string, start, end int) int {
	if start >= len(text) {
		return end
	}
	closer := map[byte]byte{'[': ']', '{': '}'}[text[start]]
	for i := max(end, start+1); i < len(text); i++ {
		switch text[i] {
		case closer:
			return i + 1
		case '#':
			line, _, _ := strings.Cut(text[i:], "\n")
			i += len(line)
		}
	}
	return end
}

// begin is where a node's own text begins, behind its anchor and tag.
func begin(f *source.File, n *yaml.Node) int {
	text, at := f.Text(), n.Column
	for at < len(text) && (text[at] == '&' || text[at] == '!') {
		word := strings.IndexAny(text[at:], " \t\r\n,]}")
		if word < 0 {
			return len(text)
		}
		at += word
		rest := strings.TrimLeft(text[at:], " \t\r\n")
		if n.Kind == yaml.ScalarNode && n.Value == "" && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0 {
			return at
		}
		at = len(text) - len(rest)
	}
	return min(at, len(text))
}

// text is a scalar's value, every byte with its place in the file; empty when the node is no scalar or cannot be mapped.
func text(f *source.File, n *yaml.Node) source.Text {
	n = resolve(n)
	if n == nil || n.Kind != yaml.ScalarNode {
		return source.Text{}
	}
	t, _ := scalarText(f, n)
	return t
}

// scalarText maps a scalar's value to the text that it was read from, and reports whether the two agree.
func scalarText(f *source.File, n *yaml.Node) (source.Text, bool) {
	m := scalarMapper{src: f.Text(), at: begin(f, n), value: n.Value}
	m.b.Add("", m.at)
	ok := false
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		ok = m.take('"') && m.doubleQuoted()
	case n.Style&yaml.SingleQuotedStyle != 0:
		ok = m.take('\'') && m.flow(func() bool { return m.singleQuote() })
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		ok = m.block()
	default:
		ok = m.flow(func() bool { return false })
	}
	if !ok {
		return source.Text{}, false
	}
	return m.b.Text(), true
}

// scalarMapper walks over a scalar's text and its value side by side.
type scalarMapper struct {
	src   string
	at    int
	value string
	done  int // bytes of value that are mapped
	b     source.TextBuilder
}

func (m *scalarMapper) take(c byte) bool {
	if m.at >= len(m.src) || m.src[m.at] != c {
		return false
	}
	m.at++
	m.b = source.TextBuilder{}
	m.b.Add("", m.at)
	return true
}

// put maps the next bytes of value to what stands in the file at offset.
func (m *scalarMapper) put(n, offset int) {
	m.b.Add(m.value[m.done:m.done+n], offset)
	m.done += n
}

// plainRun maps the bytes that stand in both as they are, up to a byte of stop.
func (m *scalarMapper) plainRun(stop string) bool {
	n := 0
	for m.at+n < len(m.src) && m.done+n < len(m.value) && m.src[m.at+n] == m.value[m.done+n] && strings.IndexByte(stop, m.src[m.at+n]) < 0 {
		n++
	}
	if n == 0 {
		return false
	}
	m.put(n, m.at)
	m.at += n
	return true
}

// fold maps white space with line breaks in it: one break is a blank, n+1 breaks are n line feeds.
func (m *scalarMapper) fold() bool {
	i, breaks, last := m.at, 0, m.at
	for i < len(m.src) && strings.IndexByte(" \t\r\n", m.src[i]) >= 0 {
		if m.src[i] == '\n' {
			breaks++
			last = i
		}
		i++
	}
	if breaks == 0 {
		return false
	}
	want := " "
	if breaks > 1 {
		want = strings.Repeat("\n", breaks-1)
	}
	if !strings.HasPrefix(m.value[m.done:], want) {
		return false
	}
	for range want {
		m.put(1, last)
	}
	m.at = i
	return true
}

// flow maps a scalar whose lines are folded; special handles what the style escapes.
func (m *scalarMapper) flow(special func() bool) bool {
	for m.done < len(m.value) {
		if !special() && !m.foldOrRun() {
			return false
		}
	}
	return true
}

func (m *scalarMapper) foldOrRun() bool {
	if m.at < len(m.src) && strings.IndexByte(" \t\r\n", m.src[m.at]) >= 0 && m.fold() {
		return true
	}
	if m.at < len(m.src) && (m.src[m.at] == ' ' || m.src[m.at] == '\t') {
		if m.src[m.at] != m.value[m.done] {
			return false
		}
		m.put(1, m.at)
		m.at++
		return true
	}
	return m.plainRun(" \t\r\n'") || m.plainRun(" \t\r\n")
}

func (m *scalarMapper) singleQuote() bool {
	if !strings.HasPrefix(m.src[m.at:], "''") || m.value[m.done] != '\'' {
		return false
	}
	m.put(1, m.at)
	m.at += 2
	return true
}

func (m *scalarMapper) doubleQuoted() bool {
	for m.done < len(m.value) {
		if m.at >= len(m.src) {
			return false
		}
		c := m.src[m.at]
		switch {
		case c == '\\':
			if !m.escape() {
				return false
			}
		case c == '"':
			return false
		case strings.IndexByte(" \t\r\n", c) >= 0:
			if !m.foldOrRun() {
				return false
			}
		case !m.plainRun(" \t\r\n\\\""):
			return false
		}
	}
	return true
}

// escape maps one escape sequence of a double-quoted scalar; an escaped line break stands for nothing.
func (m *scalarMapper) escape() bool {
	if m.at+1 >= len(m.src) {
		return false
	}
	if c := m.src[m.at+1]; c == '\n' || c == '\r' {
		rest := strings.TrimLeft(m.src[m.at+1:], "\r\n \t")
		m.at = len(m.src) - len(rest)
		return true
	}
	length := 2 + map[byte]int{'x': 2, 'u': 4, 'U': 8}[m.src[m.at+1]]
	_, size := utf8.DecodeRuneInString(m.value[m.done:])
	if size == utf8.UTFMax && length == 6 { // JSON writes such a rune as two surrogates
		length = 12
	}
	if m.at+length > len(m.src) {
		return false
	}
	m.b.Add(m.value[m.done:m.done+1], m.at)
	for i := 1; i < size; i++ {
		m.b.Add(m.value[m.done+i:m.done+i+1], m.at+min(i, length-1))
	}
	m.done += size
	m.at += length
	return true
}

// block maps a literal or folded scalar: lines without their indentation.
func (m *scalarMapper) block() bool {
	header := strings.IndexByte(m.src[m.at:], '\n')
	if header < 0 {
		return m.value == ""
	}
	m.at += header + 1
	m.b = source.TextBuilder{}
	first := strings.TrimLeft(m.value, "\n")
	indent := m.firstIndent() - (len(first) - len(strings.TrimLeft(first, " ")))
	m.b.Add("", min(m.at+max(indent, 0), len(m.src)))
	if indent < 0 {
		return m.value == ""
	}
	for m.done < len(m.value) {
		if m.at >= len(m.src) {
			return strings.Trim(m.value[m.done:], "\n") == ""
		}
		if !m.blockLine(indent) {
			return false
		}
	}
	return true
}

// firstIndent is the indentation of the first line that is not blank.
func (m *scalarMapper) firstIndent() int {
	rest := m.src[m.at:]
	for rest != "" {
		line, behind, _ := strings.Cut(rest, "\n")
		if trimmed := strings.TrimLeft(line, " "); strings.TrimRight(trimmed, "\r") != "" {
			return len(line) - len(trimmed)
		}
		rest = behind
	}
	return 0
}

// blockLine maps one line and its break: a line feed, a blank where it was folded, or nothing at a fold's paragraph.
func (m *scalarMapper) blockLine(indent int) bool {
	line, _, _ := strings.Cut(m.src[m.at:], "\n")
	end := m.at + len(line)
	content := strings.TrimSuffix(line, "\r")
	content = content[min(indent, len(content)-len(strings.TrimLeft(content, " "))):]
	if !strings.HasPrefix(m.value[m.done:], content) {
		return false
	}
	m.put(len(content), m.at+strings.Index(line, content))
	if content != "" {
		m.plainBreak(content, end)
	} else if m.done < len(m.value) && m.value[m.done] == '\n' {
		m.put(1, min(end, len(m.src)-1))
	}
	m.at = min(end+1, len(m.src))
	return true
}

// plainBreak maps the break behind a line that is not blank.
func (m *scalarMapper) plainBreak(content string, end int) {
	if m.done < len(m.value) && (m.value[m.done] == '\n' || m.value[m.done] == ' ') {
		if m.value[m.done] == '\n' && m.foldsAway(content, end) {
			return
		}
		m.put(1, min(end, len(m.src)-1))
	}
}

// foldsAway reports that value has one line feed less than the text from here on: in a folded scalar the break before blank lines counts for nothing.
func (m *scalarMapper) foldsAway(content string, end int) bool {
	inText := 0
	i := end
	for i < len(m.src) && strings.IndexByte(" \r\n", m.src[i]) >= 0 {
		if m.src[i] == '\n' {
			inText++
		}
		i++
	}
	rest := m.value[m.done:]
	inValue := len(rest) - len(strings.TrimLeft(rest, "\n"))
	return inValue < len(rest) && inValue < inText
}
