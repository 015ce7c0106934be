package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// pythonLiteral decodes a Python string literal; an f-string with fields is an Other of its parts.
func pythonLiteral(raw string) (ValueKind, string, []Value) {
	n := strings.IndexAny(raw, "\"'")
	if n < 0 {
		return Other, "", nil
	}
	prefix, body := strings.ToLower(raw[:n]), unquote(raw[n:])
	if strings.ContainsAny(prefix, "bt") {
		return Other, "", nil
	}
	isRaw := strings.Contains(prefix, "r")
	if !strings.Contains(prefix, "f") {
		return StringValue, unescape(body, isRaw), nil
	}
	return pieces(body, "{", isRaw)
}

// javascriptLiteral decodes a string or template literal; a template with code is an Other of its parts.
func javascriptLiteral(raw string) (ValueKind, string, []Value) {
	if strings.HasPrefix(raw, "`") {
		return pieces(unquote(raw), "${", false)
	}
	return StringValue, unescape(unquote(raw), false), nil
}

// JavaScriptString is the text of a string literal, or of a template literal without code; ok is false for anything else.
func JavaScriptString(raw string) (text string, ok bool) {
	if raw == "" || !strings.Contains("\"'`", raw[:1]) {
		return "", false
	}
	kind, text, _ := javascriptLiteral(raw)
	return text, kind == StringValue
}

// unquote cuts the quotes off a literal.
func unquote(s string) string {
	if s == "" {
		return s
	}
	for _, quote := range [...]string{strings.Repeat(s[:1], 3), s[:1]} {
		if quote != "```" && len(s) >= 2*len(quote) && strings.HasPrefix(s, quote) && strings.HasSuffix(s, quote) {
			return s[len(quote) : len(s)-len(quote)]
		}
	}
	return s[1:]
}

// pieces cuts the body of an f-string ("{") or a template literal ("${") into literal parts and fields.
func pieces(body, opener string, isRaw bool) (ValueKind, string, []Value) {
	var items []Value
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			items = append(items, Value{Kind: StringValue, Text: unescape(literal.String(), isRaw)})
			literal.Reset()
		}
	}
	python := opener == "{"
	for i := 0; i < len(body); {
		switch {
		case python && (strings.HasPrefix(body[i:], "{{") || strings.HasPrefix(body[i:], "}}")):
			literal.WriteByte(body[i])
			i += 2
		case body[i] == '\\' && i+1 < len(body) && !(python && body[i+1] == '{'):
			literal.WriteString(body[i : i+2])
			i += 2
		case strings.HasPrefix(body[i:], opener):
			flush()
			start := i + len(opener)
			i = fieldEnd(body, start)
			items = append(items, fieldValue(body[start:max(start, i-1)]))
		default:
			literal.WriteByte(body[i])
			i++
		}
	}
	flush()
	switch {
	case len(items) == 0:
		return StringValue, "", nil
	case len(items) == 1 && items[0].Kind == StringValue:
		return StringValue, items[0].Text, nil
	}
	return Other, "", items
}

// fieldEnd is the index behind the brace that closes a field.
func fieldEnd(body string, start int) int {
	depth := 0
	for i := start; i < len(body); i++ {
		switch body[i] {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return i + 1
			}
			depth--
		}
	}
	return len(body)
}

// fieldValue is a dotted name, or unknown.
func fieldValue(code string) Value {
	name := strings.TrimSpace(code)
	v := Value{Raw: code}
	if name == "" || isDigit(name[0]) {
		return v
	}
	for i := 0; i < len(name); i++ {
		if !isNameByte(name[i]) && name[i] != '.' {
			return v
		}
	}
	v.Kind, v.Text = NameValue, name
	if name == "__dirname" {
		v.Kind, v.Text = PathValue, "."
	}
	return v
}

// unescape replaces the escapes that both languages share.
func unescape(s string, isRaw bool) string {
	if isRaw || !strings.Contains(s, "\\") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 >= len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '0':
			b.WriteByte(0)
		case '\r':
			if i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
		case '\n':
		case 'x':
			i += hexadecimal(&b, s[i+1:], 2)
		case 'u':
			i += hexadecimal(&b, s[i+1:], 4)
		case '\\', '\'', '"', '`', '$', '{', '}', '/':
			b.WriteByte(s[i])
		default:
			b.WriteByte('\\')
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// hexadecimal writes the character of n hexadecimal digits, and says how many bytes it took.
func hexadecimal(b *strings.Builder, s string, n int) int {
	if len(s) >= n {
		if code, err := strconv.ParseUint(s[:n], 16, 32); err == nil {
			b.Write(utf8.AppendRune(nil, rune(code)))
			return n
		}
	}
	return 0
}
