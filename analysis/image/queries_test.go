package image

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis/source"
)

func final(text string, in Inputs) *Stage {
	stages := assemble(text, in)
	return stages[len(stages)-1]
}

func TestOrigin(t *testing.T) {
	context := Inputs{Context: filesOf("app.py", "src/app.py")}
	tests := []struct{ dockerfile, path, contextPath, keyword, changedBy string }{
		{pythonBase + "COPY app.py ./main.py", "/var/task/main.py", "app.py", "COPY", ""},
		{pythonBase + "COPY app.py ./\nCOPY src ./", "/var/task/app.py", "src/app.py", "COPY", ""},
		{"FROM scratch AS b\nADD src /o/\n" + pythonBase + "COPY --from=b /o/ ./", "/var/task/app.py", "src/app.py", "COPY", ""},
		{pythonBase + "COPY app.py ./\nRUN make", "/var/task/app.py", "app.py", "COPY", "RUN"},
		{pythonBase + "COPY app.py ./\nRUN sed -i s/a/b/ app.py", "/var/task/app.py", "app.py", "COPY", "RUN"},
		{pythonBase + "COPY app.py ./\nRUN sed s/a/b/ app.py", "/var/task/app.py", "app.py", "COPY", ""},
		{pythonBase + "RUN echo x > app.py", "/var/task/app.py", "", "RUN", ""},
		{pythonBase, "/lambda-entrypoint.sh", "", "", ""},
		{pythonBase + "COPY app.py ./\nRUN mv app.py /opt/x.py", "/opt/x.py", "app.py", "RUN", ""},
	}
	for _, tt := range tests {
		presence, origin := final(tt.dockerfile, context).Lookup(tt.path)
		if presence != Present || origin.ContextPath != tt.contextPath || keyword(origin.Step) != tt.keyword || keyword(origin.ChangedBy) != tt.changedBy {
			t.Errorf("%s: Lookup(%s) = %v from %q by %s, changed by %s", tt.dockerfile, tt.path, presence, origin.ContextPath, keyword(origin.Step), keyword(origin.ChangedBy))
		}
	}
}

func keyword(s *Step) string {
	if s == nil {
		return ""
	}
	return s.Instruction.Keyword
}

func TestLookupBefore(t *testing.T) {
	s := final(pythonBase+"COPY app.py ./\nRUN rm app.py\nRUN true", Inputs{Context: filesOf("app.py")})
	want := []Presence{Absent, Present, Absent}
	for i, step := range s.Steps {
		if got, _ := s.LookupBefore(step, "/var/task/app.py"); got != want[i] {
			t.Errorf("in front of step %d: %v, want %v", i, got, want[i])
		}
	}
}

func TestWhyAbsent(t *testing.T) {
	in := Inputs{Context: filesOf("app.py", "src/app.py", "keep.py"), Ignore: source.New(".dockerignore", "# ours\n\n*.md\n**/app.py\n!keep.py\n")}
	tests := []struct{ dockerfile, path, contextPath, pattern string }{
		{pythonBase + "COPY . .", "/var/task/src/app.py", "src/app.py", "**/app.py"},
		{pythonBase + "COPY *.py /var/task/", "/var/task/app.py", "app.py", "**/app.py"},
		{pythonBase + "COPY app.py /var/task/", "/var/task/app.py", "app.py", "**/app.py"},
		{pythonBase + "COPY . .", "/var/task/keep.py", "", ""},
		{pythonBase + "COPY . .", "/var/task/nothing.py", "", ""},
	}
	for _, tt := range tests {
		reason, ok := final(tt.dockerfile, in).WhyAbsent(tt.path)
		if ok != (tt.pattern != "") || reason.ContextPath != tt.contextPath || reason.Pattern != tt.pattern {
			t.Errorf("%s: WhyAbsent(%s) = %+v, %v", tt.dockerfile, tt.path, reason, ok)
		}
		if ok && in.Ignore.Slice(reason.Span) != tt.pattern {
			t.Errorf("the pattern's span holds %q", in.Ignore.Slice(reason.Span))
		}
	}
}

func TestFind(t *testing.T) {
	in := Inputs{Context: filesOf("app.py", "src/app.py", "src/deep/down/app.py", "x/src/app.py", "node_modules/app.py")}
	tests := []struct{ dockerfile, rel, want string }{
		{pythonBase + "WORKDIR /app\nCOPY app.py .", "app.py", "/app/app.py"},
		{pythonBase + "COPY . /app/", "app.py", "/app/app.py /app/src/app.py /app/x/src/app.py"},
		{pythonBase + "COPY . /app/", "src/app.py", "/app/src/app.py /app/x/src/app.py"},
		{pythonBase + "COPY app.py /app/main.py", "app.py", ""},
		{pythonBase + "COPY app.py /app/\nRUN rm /app/app.py", "app.py", ""},
		{pythonBase + "COPY <<app.py /app/\nx\napp.py", "app.py", "/app/app.py"},
		{"FROM scratch AS b\nCOPY src /o/\n" + pythonBase + "COPY --from=b /o /app", "app.py", "/app/app.py /app/deep/down/app.py"},
	}
	for _, tt := range tests {
		var got []string
		for _, f := range final(tt.dockerfile, in).Find(tt.rel) {
			got = append(got, f.Path)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: Find(%s) = %v, want %s", tt.dockerfile, tt.rel, got, tt.want)
		}
	}
}

func TestDestinations(t *testing.T) {
	in := Inputs{Context: filesOf("app.py", "src/app.py", "src/x.py")}
	tests := []struct{ dockerfile, contextPath, want string }{
		{pythonBase + "COPY app.py main.py\nCOPY . /app/", "app.py", "/app/app.py /var/task/main.py"},
		{pythonBase + "COPY src ./\nCOPY src/*.py /x/", "src/x.py", "/var/task/x.py /x/x.py"},
		{pythonBase + "COPY app.py ./\nCOPY src ./", "app.py", ""},
		{"FROM scratch AS b\nCOPY src /o/\n" + pythonBase + "COPY --from=b /o ./", "src/app.py", "/var/task/app.py"},
	}
	for _, tt := range tests {
		if got := strings.Join(final(tt.dockerfile, in).Destinations(tt.contextPath), " "); got != tt.want {
			t.Errorf("%s: Destinations(%s) = %s, want %s", tt.dockerfile, tt.contextPath, got, tt.want)
		}
	}
}

func TestList(t *testing.T) {
	in := Inputs{Context: filesOf("app.py", "src/app.py", "src/lib/x.py", "b.md"), Ignore: source.New(".dockerignore", "*.md")}
	tests := []struct {
		dockerfile, dir, want string
		complete              bool
	}{
		{pythonBase + "COPY . .", "/var/task", "app.py src", true},
		{pythonBase + "COPY src/ .\nCOPY app.py x/y.py", "/var/task", "app.py lib x", true},
		{pythonBase + "COPY src/ .\nRUN rm app.py", "/var/task", "lib", true},
		{pythonBase + "COPY . .\nRUN make", "/var/task", "app.py src", false},
		{pythonBase + "COPY . .\nRUN pip install x", "/var/task", "app.py src", true},
		{"FROM scratch AS b\nCOPY src /o/\n" + pythonBase + "COPY --from=b /o /app", "/app", "app.py lib", true},
		{"FROM scratch\nCOPY src /o/\n", "/", "o", true},
		{"FROM python:3\nCOPY src /o/\n", "/", "o", false},
	}
	for _, tt := range tests {
		names, complete := final(tt.dockerfile, in).List(tt.dir)
		if strings.Join(names, " ") != tt.want || complete != tt.complete {
			t.Errorf("%s: List(%s) = %v, %v; want %s, %v", tt.dockerfile, tt.dir, names, complete, tt.want, tt.complete)
		}
	}
}

func TestMappings(t *testing.T) {
	s := final(pythonBase[:len(pythonBase)-1]+" AS base\nCOPY src .\nFROM base\nCOPY --from=base a b /x/\nARG X\nADD $X $X", Inputs{})
	var got []string
	for _, m := range s.Mappings() {
		got = append(got, fmt.Sprintf("%s %s>%s", m.Step.Instruction.Keyword, m.Source.Path.Text, m.Dest))
	}
	if want := []string{"COPY src>/var/task", "COPY a>/x", "COPY b>/x", "ADD $X>"}; !slices.Equal(got, want) {
		t.Errorf("Mappings() = %q, want %q", got, want)
	}
}

func TestGitignoredMayBeMade(t *testing.T) {
	context := fstest.MapFS{
		".gitignore":     {Data: []byte("# made\n*.js\n!keep.js\n/data/\nlib\n[\n")},
		"app.ts":         {},
		"web/.gitignore": {Data: []byte("out.css")},
	}
	s := final(pythonBase+"COPY . .", Inputs{Context: context, Untracked: func(p string) bool { return p == "secret" }})
	checkPaths(t, []*Stage{s}, "?/var/task/app.js ?/var/task/web/x.js ?/var/task/data/x ?/var/task/web/lib/x -/var/task/app.css -/var/task/out.css ?/var/task/web/out.css ?/var/task/secret -/var/task/x.py +/var/task/app.ts")
}

// TestManyStagesThatCopyTwice would take for ever if a question had no bound.
func TestManyStagesThatCopyTwice(t *testing.T) {
	var b strings.Builder
	b.WriteString("FROM scratch AS s0\nCOPY app.py /a/\n")
	for i := 1; i < 60; i++ {
		fmt.Fprintf(&b, "FROM scratch AS s%d\nCOPY --from=s%d /a /b /x/\nCOPY --from=s%d /x/ /a\nCOPY --from=s%d /a /b\n", i, i-1, i-1, i-1)
	}
	s := final(b.String(), Inputs{Context: filesOf("app.py")})
	s.Lookup("/a/app.py")
	s.Find("app.py")
	s.Destinations("app.py")
	s.List("/a")
	s.WhyAbsent("/a/x")
	s.MayHoldPackages("/a")
}

func TestManyInstructions(t *testing.T) {
	s := final(pythonBase+strings.Repeat("COPY app.py x\n", 40_000), Inputs{Context: filesOf("app.py")})
	if got, _ := s.Lookup("/var/task/nothing"); got != Unknown {
		t.Errorf("Lookup = %v in an image that nobody can follow", got)
	}
}

// TestSeveralAsk asks one image from several goroutines, as a server does; the race detector judges.
func TestSeveralAsk(t *testing.T) {
	s := final("FROM scratch AS b\nCOPY --exclude=x src /o/\n"+pythonBase+"COPY . .\nCOPY --from=b /o/*.py /x/\nRUN cp -r src /opt/python && rm *.md",
		Inputs{Context: filesOf("app.py", "src/app.py", ".gitignore"), Ignore: source.New(".dockerignore", "*.md\n!a.md")})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, p := range []string{"/var/task/app.py", "/x/app.py", "/opt/python/app.py", "/var/task/x.py"} {
				s.Lookup(p)
				s.Find("app.py")
				s.List("/x")
				s.Destinations("src/app.py")
				s.WhyAbsent("/var/task/b.md")
			}
		})
	}
	all.Wait()
}

func FuzzFiles(f *testing.F) {
	for _, text := range []string{
		pythonBase + "COPY . .\nRUN rm -rf src && mv app.py x", "FROM scratch AS a\nCOPY *.py /x/\nFROM a\nCOPY --from=a --parents /x/./a* y\nWORKDIR z\nADD https://e.com/x .",
		"FROM x\nCOPY <<E <<F /a/\nE\nF\nRUN --mount=type=bind,target=/a ln -s / b && cp -r /a/. b/", "FROM scratch\nCOPY --exclude=* [ ./\nRUN chmod +x * | tar -C / xf -",
	} {
		f.Add(text, "*.py\n!d", "a.py\nd/e.py\nl -> d\nm -> ../..\nsrc/app.py", "/var/task/app.py")
	}
	f.Fuzz(func(t *testing.T, text, ignore, names, question string) {
		context := fstest.MapFS{}
		for _, n := range strings.Split(names, "\n") {
			for p, file := range filesOf(n) {
				context[p] = file
			}
		}
		if leadsRound(context) {
			return
		}
		in := Inputs{Context: context, Ignore: source.New(".dockerignore", ignore)}
		for _, s := range assemble(text, in) {
			for _, p := range []string{question, "/var/task/app.py", "/", s.WorkDir.Text} {
				s.Lookup(p)
				s.WhyAbsent(p)
				s.List(p)
				s.Find(p)
				s.MayHoldPackages(p)
			}
			s.Destinations("a.py")
			s.Mappings()
		}
		if usable(context) && simple(text) {
			compareWithReplica(t, text, ignore, context)
		}
	})
}

// leadsRound reports whether links lead to links: fstest.MapFS follows a ring of them for ever.
func leadsRound(context fstest.MapFS) bool {
	for p, file := range context {
		if file.Mode&fs.ModeSymlink == 0 {
			continue
		}
		target := path.Join(path.Dir(p), string(file.Data))
		for other, f := range context {
			if f.Mode&fs.ModeSymlink != 0 && (within(other, target) || within(target, other)) {
				return true
			}
		}
	}
	return false
}

// TestLinksInARing reads a real folder: its links lead round and out.
func TestLinksInARing(t *testing.T) {
	dir := t.TempDir()
	for _, link := range [][2]string{{"b", "a"}, {"a", "b"}, {"self", "self"}, {"../..", "out"}, {"/etc", "abs"}} {
		if err := os.Symlink(link[0], filepath.Join(dir, link[1])); err != nil {
			return // a Windows that lets nobody make links
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "app.py"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	s := final(pythonBase+"COPY . .\nCOPY a self out abs /x/\nCOPY app.py a/\n", Inputs{Context: root.FS()})
	checkPaths(t, []*Stage{s}, "+/var/task/app.py ?/var/task/self/x ?/var/task/out/x ?/var/task/abs/passwd ?/x/a")
}

// usable reports whether the context holds files and folders only, by names that are valid, none below a file.
func usable(context fstest.MapFS) bool {
	for p, file := range context {
		if file.Mode&^0o777 != 0 || p == "" || p == "." || strings.ContainsAny(p, "\\") || strings.Contains("/"+p+"/", "/./") || strings.Contains("/"+p+"/", "/../") || strings.Contains(p, "//") || strings.HasPrefix(p, "/") {
			return false
		}
		for other := range context {
			if strings.HasPrefix(other, p+"/") {
				return false
			}
		}
	}
	return true
}

// simple reports whether the Dockerfile has nothing in it that the replica does not follow.
func simple(text string) bool {
	if strings.ContainsAny(text, "$<\\`'\"#\r\f\v\x00") {
		return false
	}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			continue
		case words[0] == "FROM" && (len(words) == 2 || len(words) == 4) && words[1] == "scratch":
		case words[0] == "WORKDIR" && len(words) == 2:
		case words[0] == "COPY" && len(words) > 2 && !strings.HasPrefix(words[1], "-") && !strings.HasPrefix(words[1], "["):
		default:
			return false
		}
	}
	return true
}

func BenchmarkLookup(b *testing.B) {
	s := final("FROM node:22 AS build\nWORKDIR /src\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n"+pythonBase+"COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY src/ ${LAMBDA_TASK_ROOT}/\nCOPY --from=build /src/public /var/task/public\n",
		Inputs{Context: filesOf("src/app.py", "requirements.txt", "package.json", "public/x.css"), Ignore: source.New(".dockerignore", "**/*.pyc\n.git\nnode_modules\n")})
	b.ReportAllocs()
	for b.Loop() {
		s.Lookup("/var/task/app.py")
		s.Lookup("/var/task/missing.py")
	}
}

func BenchmarkAssemble(b *testing.B) {
	text := pythonBase + strings.Repeat("COPY src/app.py src/x.py /var/task/\nRUN pip install -r requirements.txt && mkdir -p x && cp x/y z\n", 200)
	in := Inputs{Context: filesOf("src/app.py", "src/x.py", "requirements.txt"), Ignore: source.New(".dockerignore", "**/*.pyc\n")}
	b.ReportAllocs()
	for b.Loop() {
		final(text, in).Lookup("/var/task/missing.py")
	}
}
