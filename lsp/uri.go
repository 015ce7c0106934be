package lsp

import (
	"path"
	"strings"

	"go.lsp.dev/uri"
)

const windows = "windows"

// pathOfURI is the local path that a file URI names on an operating system (a GOOS), in the system's own form and cleaned.
// ok is false for other schemes and for files that are not on this machine. Sources: RFC 8089, and the forms that editors send:
// file:///c%3A/x, file:///C:/x, file://server/share/x, file:////server/share/x, file://wsl%24/Ubuntu/x.
func pathOfURI(text, goos string) (name string, ok bool) {
	scheme, rest, found := strings.Cut(text, ":")
	if !found || !strings.EqualFold(scheme, "file") {
		return "", false
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, _, _ = strings.Cut(rest, "?")
	host := ""
	if behind, ok := strings.CutPrefix(rest, "//"); ok {
		at := strings.IndexByte(behind, '/')
		if at < 0 {
			return "", false
		}
		host, rest = unescape(behind[:at]), behind[at:]
	}
	name = unescape(rest)
	if !strings.HasPrefix(name, "/") || strings.ContainsRune(name, 0) || strings.ContainsRune(host, 0) {
		return "", false
	}
	if strings.EqualFold(host, "localhost") {
		host = ""
	}
	if goos == windows {
		return windowsPath(host, name)
	}
	return path.Clean(name), host == ""
}

func windowsPath(host, name string) (string, bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	if host != "" {
		name = "//" + host + name
	}
	if unc, ok := strings.CutPrefix(name, "//"); ok {
		return `\\` + strings.ReplaceAll(path.Clean("/" + unc)[1:], "/", `\`), unc != ""
	}
	if !hasDrive(name[1:]) {
		return "", false
	}
	clean := path.Clean(name)[1:]
	if len(clean) == 2 {
		clean += "/"
	}
	return strings.ToLower(clean[:1]) + strings.ReplaceAll(clean[1:], "/", `\`), true
}

// hasDrive reports whether a path begins with a drive: "c:", alone or before a slash.
func hasDrive(name string) bool {
	if len(name) < 2 || name[1] != ':' || len(name) > 2 && name[2] != '/' {
		return false
	}
	letter := name[0] | 0x20
	return 'a' <= letter && letter <= 'z'
}

// uriOfPath is the file URI of an absolute path in the system's own form, written as VS Code writes it.
func uriOfPath(name, goos string) string {
	if goos == windows {
		name = strings.ReplaceAll(name, `\`, "/")
		if unc, ok := strings.CutPrefix(name, "//"); ok {
			host, rest, _ := strings.Cut(unc, "/")
			return "file://" + escape(host) + "/" + escape(rest)
		}
		if hasDrive(name) {
			name = "/" + strings.ToLower(name[:1]) + name[1:]
		}
	}
	return "file://" + escape(name)
}

// pathBelow is where a file lies below a folder, with slashes; "." for the folder itself. ok is false for a file that lies elsewhere.
// Both are in the system's own form, as pathOfURI gives them. Windows' file systems do not tell upper from lower case.
func pathBelow(folder, file, goos string) (name string, ok bool) {
	same := func(a, b string) bool { return a == b }
	if goos == windows {
		folder, file = strings.ReplaceAll(folder, `\`, "/"), strings.ReplaceAll(file, `\`, "/")
		same = strings.EqualFold
	}
	folder = strings.TrimSuffix(folder, "/")
	switch {
	case len(file) < len(folder) || !same(file[:len(folder)], folder):
		return "", false
	case strings.Trim(file[len(folder):], "/") == "":
		return ".", true
	case file[len(folder)] != '/':
		return "", false
	}
	return file[len(folder)+1:], true
}

// joinPath is the path of a file below a folder; it undoes pathBelow.
func joinPath(folder, name, goos string) string {
	if name == "." {
		return folder
	}
	if goos == windows {
		return strings.TrimSuffix(folder, `\`) + `\` + strings.ReplaceAll(name, "/", `\`)
	}
	return strings.TrimSuffix(folder, "/") + "/" + name
}

// splitPath is the folder and the base name of a path in the system's own form.
func splitPath(name, goos string) (dir, base string) {
	if goos == windows {
		name = strings.ReplaceAll(name, `\`, "/")
		dir, base = path.Split(name)
		if dir = strings.TrimSuffix(dir, "/"); len(dir) == 2 && dir[1] == ':' {
			dir += "/"
		}
		return strings.ReplaceAll(dir, "/", `\`), base
	}
	dir, base = path.Split(name)
	return path.Clean(dir), base
}

// documentKey is one spelling for all URIs of a document.
func documentKey(text, goos string) string {
	if name, ok := pathOfURI(text, goos); ok {
		if goos == windows {
			name = strings.ToLower(name)
		}
		return "file:" + name
	}
	if u, err := uri.Parse(text); err == nil {
		return string(u)
	}
	return text
}

const hexDigits = "0123456789ABCDEF"

// escape percent-encodes all but RFC 3986's unreserved characters and the slash.
func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
	return b.String()
}

// unescape undoes percent-encoding; a percent sign that begins none stays.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			high, low := hexValue(s[i+1]), hexValue(s[i+2])
			if high >= 0 && low >= 0 {
				b.WriteByte(byte(high<<4 | low))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func hexValue(c byte) int {
	if 'a' <= c && c <= 'f' {
		c -= 'a' - 'A'
	}
	return strings.IndexByte(hexDigits, c)
}
