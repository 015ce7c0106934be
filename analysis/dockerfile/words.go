package dockerfile

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lambdock/lambdock/analysis/source"
)

// piece is s[start:end] of the text that is split.
type piece struct{ start, end int }

// isBlank reports the bytes at which BuildKit splits an instruction into keyword, rest and list.
func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'
}

// isSpaceByte is unicode.IsSpace of a single byte: BuildKit reads flags byte by byte, so 0x85 and 0xA0 count even inside a letter.
func isSpaceByte(c byte) bool { return unicode.IsSpace(rune(c)) }

// splitBlanks splits as BuildKit splits the lists of FROM, COPY, ADD, EXPOSE and VOLUME: quotes do not count.
func splitBlanks(s string, braces bool) []piece {
	var words []piece
	start := -1
	for i := 0; i < len(s); i++ {
		if isBlank(s[i]) {
			if start >= 0 {
				words = append(words, piece{start, i})
			}
			start = -1
			continue
		}
		if start < 0 {
			start = i
		}
		if braces {
			i += braced(s[i:])
		}
	}
	if start >= 0 {
		words = append(words, piece{start, len(s)})
	}
	return words
}

// splitQuoted splits as BuildKit splits the words of ENV, LABEL and ARG: blanks in quotes and behind an escape do not count.
func splitQuoted(s string, escape byte, braces bool) []piece {
	var words []piece
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		end, next := endOfWord(s, i, escape, braces)
		if end > i {
			words = append(words, piece{i, end})
		}
		i = next
	}
	return words
}

// endOfWord is where the quoted-aware word that begins at i ends; an escape character at the very end is not of it.
func endOfWord(s string, i int, escape byte, braces bool) (end, next int) {
	var quote byte
	for i < len(s) {
		c := s[i]
		switch {
		case c == escape && quote != '\'':
			if i+1 == len(s) {
				return i, len(s)
			}
			_, size := utf8.DecodeRuneInString(s[i+1:])
			i += 1 + size
			continue
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsSpace(r) {
				return i, i
			}
			if braces {
				size += braced(s[i:])
			}
			i += size
			continue
		}
		i++
	}
	return len(s), len(s)
}

// flagPiece is one flag and what BuildKit takes it for once quotes and escapes are gone.
type flagPiece struct {
	piece
	text string
}

// splitFlags cuts the flags from the front of s and says where the arguments begin.
func splitFlags(s string, escape byte) (flags []flagPiece, rest int) {
	for i := 0; i < len(s); {
		if isSpaceByte(s[i]) {
			i++
			continue
		}
		if !strings.HasPrefix(s[i:], "--") {
			return flags, i
		}
		end, text := endOfFlag(s, i, escape)
		if text == "--" {
			return flags, end
		}
		flags = append(flags, flagPiece{piece{i, end}, text})
		i = end
	}
	return flags, len(s)
}

func endOfFlag(s string, i int, escape byte) (end int, text string) {
	start := i
	var decoded []byte
	var quote byte
	for plain := true; i < len(s); i++ {
		c := s[i]
		if quote == 0 && isSpaceByte(c) {
			break
		}
		if quote == 0 && (c == '\'' || c == '"') || quote != 0 && c == quote {
			quote ^= c
		} else if c != escape {
			if !plain {
				decoded = append(decoded, c)
			}
			continue
		} else if i+1 < len(s) {
			if plain {
				decoded = append(decoded, s[start:i]...)
			}
			plain = false
			i++
			decoded = append(decoded, s[i])
			continue
		}
		if plain {
			decoded = append(decoded, s[start:i]...)
			plain = false
		}
	}
	if decoded == nil {
		return i, s[start:i]
	}
	return i, string(decoded)
}

// quoteAround is the quote that the whole of s stands in, or 0.
func quoteAround(s string, escape byte) byte {
	if len(s) < 2 || s[0] != '"' && s[0] != '\'' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		if s[i] == escape && s[0] == '"' {
			i++
		} else if s[i] == s[0] {
			if i == len(s)-1 {
				return s[0]
			}
			return 0
		}
	}
	return 0
}

// word makes the word that stands in args from start to end.
func word(args source.Text, p piece, escape byte) Word {
	raw := args.Slice(p.start, p.end)
	return Word{Raw: raw, Value: raw.String(), Quoted: quoteAround(raw.String(), escape)}
}

func words(args source.Text, pieces []piece, escape byte) []Word {
	if len(pieces) == 0 {
		return nil
	}
	all := make([]Word, len(pieces))
	for i, p := range pieces {
		all[i] = word(args, p, escape)
	}
	return all
}
