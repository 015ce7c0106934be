package syntax

import "strings"

// maxMarkupFailures bounds how often a text is read again because what looked like JSX was none.
const maxMarkupFailures = 8

// markupHere reports whether a JSX element can begin at this `<`.
func (z *javascriptScanner) markupHere() bool {
	if z.dialect == TypeScript || *z.failures >= maxMarkupFailures {
		return false
	}
	rest := z.src[z.at+1:]
	if strings.HasPrefix(rest, ">") {
		return true
	}
	n := 0
	for n < len(rest) && isNameByte(rest[n]) {
		n++
	}
	if n == 0 || isDigit(rest[0]) {
		return false
	}
	if z.dialect == TypeScriptJSX {
		behind := strings.TrimLeft(rest[n:min(len(rest), n+40)], " \t\r\n")
		return !strings.HasPrefix(behind, ",") && !strings.HasPrefix(behind, "extends ") && !strings.HasPrefix(behind, "=")
	}
	return true
}

// tryMarkup moves behind a JSX element, or stays and counts a failure.
func (z *javascriptScanner) tryMarkup() bool {
	start := z.at
	if z.element() {
		return true
	}
	*z.failures++
	if z.nesting > 0 { // the text around fails too, and is the one that is read again
		z.t.flaw("markup that is never closed", start, start+1)
		z.at = len(z.src)
		return true
	}
	z.at = start
	if *z.failures >= maxMarkupFailures {
		z.t.flaw("markup that is never closed", start, start+1)
	}
	return false
}

// element moves behind an element that starts at its `<`, with its children.
func (z *javascriptScanner) element() bool {
	depth := 0
	for z.at < len(z.src) {
		closing := strings.HasPrefix(z.src[z.at:], "</")
		selfClosing, ok := z.tag()
		switch {
		case !ok:
			return false
		case closing:
			depth--
		case !selfClosing:
			depth++
		}
		if depth <= 0 {
			return depth == 0
		}
		if !z.children() {
			return false
		}
	}
	return false
}

// children moves over text and code to the next `<`.
func (z *javascriptScanner) children() bool {
	for z.at < len(z.src) {
		switch z.src[z.at] {
		case '<':
			return true
		case '{':
			z.at++
			if !z.code() {
				return false
			}
		default:
			z.at++
		}
	}
	return false
}

// tag moves behind the `>` of one tag.
func (z *javascriptScanner) tag() (selfClosing, ok bool) {
	for z.at++; z.at < len(z.src); {
		switch c := z.src[z.at]; c {
		case '>':
			selfClosing = z.src[z.at-1] == '/' && z.src[z.at-2] != '<'
			z.at++
			return selfClosing, true
		case '"', '\'':
			n := strings.IndexByte(z.src[z.at+1:], c)
			if n < 0 {
				return false, false
			}
			z.at += n + 2
		case '{':
			z.at++
			if !z.code() {
				return false, false
			}
		case ';', '(', ')', '[', ']', '}', '<':
			return false, false
		default:
			z.at++
		}
	}
	return false, false
}
