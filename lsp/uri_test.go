package lsp

import (
	"runtime"
	"testing"
)

func TestPathOfURI(t *testing.T) {
	for _, tt := range []struct {
		uri, goos, path string
	}{
		{"file:///srv/app/Dockerfile", "linux", "/srv/app/Dockerfile"},
		{"FILE:///srv/app/Dockerfile", "linux", "/srv/app/Dockerfile"},
		{"file:/srv/app/Dockerfile", "linux", "/srv/app/Dockerfile"},
		{"file://localhost/srv/app", "linux", "/srv/app"},
		{"file:///srv/a%20b/%C3%BC%2B%24", "linux", "/srv/a b/ü+$"},
		{"file:///srv/50%/x%2", "linux", "/srv/50%/x%2"},
		{"file:///srv/a%23b#fragment", "linux", "/srv/a#b"},
		{"file:///srv/../app//x/", "linux", "/app/x"},
		{"file:///c%3A/x", "linux", "/c:/x"},
		{"file://server/share/x", "linux", ""},
		{"file:///srv/a%00b", "linux", ""},
		{"file:srv", "linux", ""},
		{"file://", "linux", ""},
		{"untitled:Untitled-1", "linux", ""},
		{"git:/srv/app/Dockerfile?HEAD", "linux", ""},
		{"Dockerfile", "linux", ""},
		{"", "linux", ""},
		{"file:///c%3A/x/Dockerfile", "windows", `c:\x\Dockerfile`},
		{"file:///C:/x/Dockerfile", "windows", `c:\x\Dockerfile`},
		{"file:///C:/", "windows", `c:\`},
		{"file:///C:", "windows", `c:\`},
		{"file:///c:/a%20b/%24x", "windows", `c:\a b\$x`},
		{"file://server/share/x", "windows", `\\server\share\x`},
		{"file:////server/share/x", "windows", `\\server\share\x`},
		{"file://wsl%24/Ubuntu/home/me/Dockerfile", "windows", `\\wsl$\Ubuntu\home\me\Dockerfile`},
		{"file://wsl.localhost/Ubuntu/home", "windows", `\\wsl.localhost\Ubuntu\home`},
		{"file:///x/y", "windows", ""},
		{"file:///cc:/y", "windows", ""},
	} {
		path, ok := pathOfURI(tt.uri, tt.goos)
		if !ok {
			path = ""
		}
		if path != tt.path || ok != (tt.path != "") {
			t.Errorf("pathOfURI(%q, %s) = %q, %v; want %q", tt.uri, tt.goos, path, ok, tt.path)
		}
	}
}

func TestURIOfPath(t *testing.T) {
	for _, tt := range []struct {
		path, goos, uri string
	}{
		{"/srv/app/Dockerfile", "linux", "file:///srv/app/Dockerfile"},
		{"/srv/a b/ü+$#?%", "linux", "file:///srv/a%20b/%C3%BC%2B%24%23%3F%25"},
		{"/c:/x", "linux", "file:///c%3A/x"},
		{`c:\x\Dockerfile`, "windows", "file:///c%3A/x/Dockerfile"},
		{`C:\`, "windows", "file:///c%3A/"},
		{`\\server\share\x`, "windows", "file://server/share/x"},
		{`\\wsl$\Ubuntu\home`, "windows", "file://wsl%24/Ubuntu/home"},
	} {
		if got := uriOfPath(tt.path, tt.goos); got != tt.uri {
			t.Errorf("uriOfPath(%q, %s) = %q; want %q", tt.path, tt.goos, got, tt.uri)
		}
	}
}

func TestPathBelow(t *testing.T) {
	for _, tt := range []struct {
		folder, file, goos, name string
	}{
		{"/srv/app", "/srv/app/a/Dockerfile", "linux", "a/Dockerfile"},
		{"/", "/Dockerfile", "linux", "Dockerfile"},
		{"/srv/app", "/srv/app", "linux", "."},
		{"/srv/app", "/srv/application/Dockerfile", "linux", ""},
		{"/srv/app", "/srv/App/Dockerfile", "linux", ""},
		{"/srv/app", "/srv", "linux", ""},
		{`c:\app`, `c:\App\x\Dockerfile`, "windows", "x/Dockerfile"},
		{`c:\`, `c:\Dockerfile`, "windows", "Dockerfile"},
		{`c:\app`, `d:\app\Dockerfile`, "windows", ""},
		{`\\server\share`, `\\SERVER\share\x\Dockerfile`, "windows", "x/Dockerfile"},
	} {
		name, ok := pathBelow(tt.folder, tt.file, tt.goos)
		if name != tt.name || ok != (tt.name != "") {
			t.Errorf("pathBelow(%q, %q, %s) = %q, %v; want %q", tt.folder, tt.file, tt.goos, name, ok, tt.name)
		}
	}
}

func TestJoinAndSplitPath(t *testing.T) {
	for _, tt := range []struct {
		folder, name, goos, path string
	}{
		{"/srv/app", "a/Dockerfile", "linux", "/srv/app/a/Dockerfile"},
		{"/", "Dockerfile", "linux", "/Dockerfile"},
		{`c:\app`, "a/Dockerfile", "windows", `c:\app\a\Dockerfile`},
		{`c:\`, "Dockerfile", "windows", `c:\Dockerfile`},
		{`\\server\share`, "Dockerfile", "windows", `\\server\share\Dockerfile`},
	} {
		if got := joinPath(tt.folder, tt.name, tt.goos); got != tt.path {
			t.Errorf("joinPath(%q, %q, %s) = %q; want %q", tt.folder, tt.name, tt.goos, got, tt.path)
		}
	}
	for _, tt := range []struct {
		path, goos, dir, base string
	}{
		{"/srv/app/Dockerfile", "linux", "/srv/app", "Dockerfile"},
		{"/Dockerfile", "linux", "/", "Dockerfile"},
		{`c:\app\Dockerfile`, "windows", `c:\app`, "Dockerfile"},
		{`c:\Dockerfile`, "windows", `c:\`, "Dockerfile"},
		{`\\server\share\Dockerfile`, "windows", `\\server\share`, "Dockerfile"},
	} {
		if dir, base := splitPath(tt.path, tt.goos); dir != tt.dir || base != tt.base {
			t.Errorf("splitPath(%q, %s) = %q, %q; want %q, %q", tt.path, tt.goos, dir, base, tt.dir, tt.base)
		}
	}
}

func TestSpellingsOfOneDocument(t *testing.T) {
	for _, tt := range []struct{ goos, a, b string }{
		{"linux", "file:///srv/a+b", "file:///srv/a%2Bb"},
		{"linux", "file:///srv/%41pp", "file:/srv/App"},
		{"windows", "file:///c%3A/X/Dockerfile", "file:///C:/x/dockerfile"},
		{"linux", "untitled:Untitled%2D1", "untitled:Untitled-1"},
	} {
		if a, b := documentKey(tt.a, tt.goos), documentKey(tt.b, tt.goos); a != b {
			t.Errorf("on %s %s is %q and %s is %q", tt.goos, tt.a, a, tt.b, b)
		}
	}
}

func FuzzURI(f *testing.F) {
	f.Add("file:///srv/a%20b", "linux")
	f.Add("file:///c%3A/x", "windows")
	f.Add("file://wsl%24/x", "windows")
	f.Fuzz(func(t *testing.T, text, goos string) {
		path, ok := pathOfURI(text, goos)
		if !ok || goos == windows {
			return
		}
		again, ok := pathOfURI(uriOfPath(path, goos), goos)
		if !ok || again != path {
			t.Errorf("%q is %q, whose URI is %q", text, path, again)
		}
	})
}

func BenchmarkDocumentKey(b *testing.B) {
	for b.Loop() {
		documentKey("file:///srv/app/a%20b/Dockerfile", runtime.GOOS)
	}
}
