package packages

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// tomlEntry is one KEY = VALUE of a TOML file.
type tomlEntry struct {
	// table is the table that it stands in, "tool.poetry.dependencies"; nth counts the elements of an array of tables, from 1.
	table string
	nth   int
	key   string
	// value is the raw text behind the equals sign, and at where it begins; start is where the key does.
	value     string
	start, at int
}

func (e tomlEntry) end() int { return e.at + len(e.value) }

func (e tomlEntry) span() source.Span { return source.Span{Start: e.start, End: e.end()} }

// tomlEntries reads the entries of a TOML file line by line; ok is false where a line is none that it knows.
func tomlEntries(file *source.File) (entries []tomlEntry, ok bool) {
	lines := linesOf(file)
	table, nth, ok := "", map[string]int{}, true
	for n := 0; n < len(lines); n++ {
		text := strings.TrimSpace(lines[n].text)
		switch {
		case text == "" || text[0] == '#':
		case text[0] == '[':
			name, array := tableName(text)
			if table = name; array {
				nth[table]++
			}
			ok = ok && name != ""
		default:
			e, last, read := entryAt(file, lines, n)
			if !read {
				ok, n = false, max(n, last)
				continue
			}
			e.table, e.nth, n = table, nth[table], last
			entries = append(entries, e)
		}
	}
	return entries, ok
}

// tableName reads [a.b] and [[a]], without quotes.
func tableName(text string) (name string, array bool) {
	name, array = strings.CutPrefix(text, "[[")
	if !array {
		name = text[1:]
	}
	name, _, closed := strings.Cut(name, "]")
	if !closed {
		return "", array
	}
	return strings.NewReplacer(`"`, "", "'", "", " ", "").Replace(name), array
}

// entryAt reads the entry that begins on a line, and the lines that its brackets or its text span.
func entryAt(file *source.File, lines []line, n int) (e tomlEntry, last int, ok bool) {
	l := lines[n]
	equals := strings.IndexByte(l.text, '=')
	if equals < 0 {
		return e, n, false
	}
	key := strings.TrimSpace(l.text[:equals])
	e.key, e.start = strings.Trim(key, `"'`), l.start+strings.Index(l.text, key)
	raw := l.text[equals+1:]
	e.at = l.start + equals + 1 + len(raw) - len(strings.TrimLeft(raw, " \t"))
	if e.at > file.Len() {
		return e, n, false
	}
	length, closed := valueLength(file.Text()[e.at:min(e.at+maxValue, file.Len())])
	if !closed || e.key == "" {
		return e, len(lines), false // the rest cannot be told from the value
	}
	e.value = file.Text()[e.at : e.at+length]
	for last = n; last+1 < len(lines) && lines[last+1].start < e.end(); {
		last++
	}
	return e, last, true
}

// maxValue bounds the text of one value, in bytes.
const maxValue = 64 << 10

// valueLength is the length of the value that a text begins with, without what follows; closed is false where brackets or quotes stay open.
func valueLength(text string) (length int, closed bool) {
	depth, at := 0, 0
	for at < len(text) {
		switch b := text[at]; b {
		case '"', '\'':
			end := quotedEnd(text, at)
			if end < 0 {
				return 0, false
			}
			at = end
			if length = at; depth == 0 {
				return length, true
			}
			continue
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth <= 0 {
				return at + 1, true
			}
		case '#':
			end := strings.IndexByte(text[at:], '\n')
			if end < 0 {
				return length, depth == 0
			}
			at += end
			continue
		case '\n', '\r':
			if depth == 0 {
				return length, true
			}
		}
		if at++; text[at-1] != ' ' && text[at-1] != '\t' {
			length = at
		}
	}
	return length, depth == 0
}

// quotedEnd is the index behind the string that begins at a quote; -1 where it does not end.
func quotedEnd(text string, at int) int {
	quote := text[at : at+1]
	if long := strings.Repeat(quote, 3); strings.HasPrefix(text[at:], long) {
		if end := strings.Index(text[at+3:], long); end >= 0 {
			return at + 3 + end + 3
		}
		return -1
	}
	for i := at + 1; i < len(text); i++ {
		switch {
		case text[i] == '\n':
			return -1
		case text[i] == '\\' && quote == `"`:
			i++
		case text[i] == quote[0]:
			return i + 1
		}
	}
	return -1
}

// tomlString is one string in a value and where it stands, without its quotes.
type tomlString struct {
	text string
	at   int
}

// strings are the strings of an array, those of tables in it left out, or the one string that the value is.
func (e tomlEntry) strings() []tomlString {
	var found []tomlString
	depth := 0
	for at := 0; at < len(e.value); at++ {
		switch e.value[at] {
		case '{':
			depth++
		case '}':
			depth--
		case '#':
			end := strings.IndexByte(e.value[at:], '\n')
			if end < 0 {
				return found
			}
			at += end
		case '"', '\'':
			end := quotedEnd(e.value, at)
			if end < 0 {
				return found
			}
			if depth == 0 {
				found = append(found, tomlString{e.value[at+1 : end-1], e.at + at + 1})
			}
			at = end - 1
		}
	}
	return found
}

// text is the value as a string; for an inline table, that of its key version.
func (e tomlEntry) text() (string, bool) {
	value := e.value
	if strings.HasPrefix(value, "{") {
		_, behind, found := strings.Cut(value, "version")
		behind = strings.TrimLeft(behind, " \t=")
		if !found || behind == "" {
			return "", false
		}
		value = behind
	}
	if value == "" || value[0] != '"' && value[0] != '\'' {
		return "", false
	}
	end := quotedEnd(value, 0)
	if end < 0 {
		return "", false
	}
	return value[1 : end-1], true
}
