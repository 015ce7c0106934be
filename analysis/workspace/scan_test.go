package workspace

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func visited(t *testing.T, tree fstest.MapFS, root string) []string {
	t.Helper()
	var paths []string
	if err := Files(tree, root, func(path string, _ fs.DirEntry) { paths = append(paths, path) }); err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestFilesHonoursGitignore(t *testing.T) {
	tree := fstest.MapFS{}
	put := func(name, text string) { tree[name] = &fstest.MapFile{Data: []byte(text)} }
	put(".gitignore", "# comment\n\n*.log\n!keep.log\n/only-root\nout/\na/**/z\nlogs/**\n!logs/kept\n\\#name\nspace\\ \ntrail   \nb/c\n[!x]y\nfoo*/bar\n**/deep\r\n")
	put("sub/.gitignore", "!special.log\nlocal\n/anchored\n")
	kept := []string{".gitignore", "keep.log", "sub/.gitignore", "sub/special.log", "sub/only-root", "a/y", "out", "sub/b/c", "xy", "x/local", "sub/deeper/anchored", "logs/kept", ".github/workflows/x.yml"}
	ignored := []string{"x.log", "sub/x.log", "only-root", "sub/out/x", "a/z", "a/b/c/z", "logs/x", "#name", "space ", "trail", "b/c", "zy", "foo1/bar", "x/y/deep", "sub/local", "sub/x/local", "sub/anchored",
		".git/config", "node_modules/x", "sub/vendor/x", "env/x", ".terraform/x", "cdk.out/x"}
	for _, name := range slices.Concat(kept, ignored) {
		if tree[name] == nil {
			put(name, "")
		}
	}
	put("env/pyvenv.cfg", "")
	got := visited(t, tree, ".")
	slices.Sort(kept)
	slices.Sort(got)
	if !slices.Equal(got, kept) {
		t.Errorf("visited\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(kept, "\n"))
	}
	for _, name := range kept {
		if Ignored(tree, name) {
			t.Errorf("%s is ignored", name)
		}
	}
	for _, name := range ignored {
		if name != "env/x" && !Ignored(tree, name) {
			t.Errorf("%s is not ignored", name)
		}
	}
	if got := visited(t, tree, "sub"); slices.Contains(got, "sub/x.log") || !slices.Contains(got, "sub/special.log") {
		t.Errorf("below sub: %v", got)
	}
	if got := visited(t, tree, "x.log"); !slices.Equal(got, []string{"x.log"}) {
		t.Errorf("a named file: %v", got)
	}
	if err := Files(tree, "none", func(string, fs.DirEntry) {}); err == nil {
		t.Error("a root that is not there is no error")
	}
}

func TestIsDockerfile(t *testing.T) {
	for _, name := range []string{"Dockerfile", "a/dockerfile", "DOCKERFILE", "Dockerfile.lambda", "lambda.Dockerfile", "etl_Dockerfile", "server.dockerfile", "Dockerfile-allinone", "Dockerfile.echo.alpine",
		"docker/search.Dockerfile", "Containerfile", "Containerfile.x", "x.containerfile", "Dockerfile_dev", "Dockerfile.3.12", "app-Dockerfile"} {
		if !IsDockerfile(name) {
			t.Errorf("%s is no Dockerfile", name)
		}
	}
	for _, name := range []string{"Dockerfile.dockerignore", "Dockerfile.md", "Dockerfile.j2", "x.Dockerfile.erb", "Dockerfile.tpl", "Dockerfiles", "Dockerfile/x", "mydockerfile", "docker", "Dockerfile.bak", "dockerfile.go", "Dockerfile~", ""} {
		if IsDockerfile(name) {
			t.Errorf("%s is a Dockerfile", name)
		}
	}
}

func TestIndexRereadsOneFile(t *testing.T) {
	tree := treeOf("-- a.sh --\ndocker build fn\n-- b.sh --\ndocker build new\n" + dockerfilesOfTests)
	x := NewIndex(tree, Options{})
	describeAll := func() string {
		var all []string
		for _, b := range x.Workspace().Builds {
			all = append(all, describe(b))
		}
		return strings.Join(all, "; ")
	}
	steps := []struct {
		name, change, text, want string
	}{
		{"at first", "", "", `docker "docker build" dockerfile=fn/Dockerfile context=fn; docker "docker build" dockerfile=? context=?`},
		{"a script changes", "a.sh", "docker build --push fn", `docker "docker build" dockerfile=fn/Dockerfile context=fn push=on; docker "docker build" dockerfile=? context=?`},
		{"a Dockerfile comes", "new/Dockerfile", "FROM scratch", `docker "docker build" dockerfile=fn/Dockerfile context=fn push=on; docker "docker build" dockerfile=new/Dockerfile context=new`},
		{"a script comes", "scripts/c.sh", "docker build other", `docker "docker build" dockerfile=fn/Dockerfile context=fn push=on; docker "docker build" dockerfile=new/Dockerfile context=new; docker "docker build" dockerfile=other/Dockerfile context=other`},
		{"an ignored script comes", "vendor/c.sh", "docker build other", `docker "docker build" dockerfile=fn/Dockerfile context=fn push=on; docker "docker build" dockerfile=new/Dockerfile context=new; docker "docker build" dockerfile=other/Dockerfile context=other`},
		{"a script goes", "b.sh", "", `docker "docker build" dockerfile=fn/Dockerfile context=fn push=on; docker "docker build" dockerfile=other/Dockerfile context=other`},
	}
	for _, step := range steps {
		if step.text != "" {
			tree[step.change] = &fstest.MapFile{Data: []byte(step.text)}
		} else {
			delete(tree, step.change)
		}
		if step.change != "" {
			x.Update(step.change)
		}
		if got := describeAll(); got != step.want {
			t.Errorf("%s:\n%s\nwant\n%s", step.name, got, step.want)
		}
	}
}

func TestNearSeesTheNeighbourhood(t *testing.T) {
	tree := treeOf(`-- Makefile --
all:
	docker build fn
-- .github/workflows/a.yml --
jobs: {a: {steps: [{run: docker build fn}]}}
-- infra/prod/x.sh --
docker build ../../fn
-- fn/scripts/x.sh --
docker build fn
-- other/build.sh --
docker build fn
-- deploy/scripts/ignored.sh --
docker build fn
-- .gitignore --
ignored.sh
` + dockerfilesOfTests)
	var files []string
	for _, b := range Near(tree, "fn/Dockerfile").Builds {
		files = append(files, b.File.Path())
	}
	if want := []string{".github/workflows/a.yml", "Makefile", "fn/scripts/x.sh", "infra/prod/x.sh"}; !slices.Equal(files, want) {
		t.Errorf("near fn/Dockerfile lie %v, want %v", files, want)
	}
}

func TestLargeAndBinaryFilesAreLeftOut(t *testing.T) {
	tree := treeOf(dockerfilesOfTests)
	tree["a.sh"] = &fstest.MapFile{Data: []byte("docker build fn\n" + strings.Repeat("#", maxFileSize))}
	tree["b.sh"] = &fstest.MapFile{Data: []byte("docker build fn\n\x00")}
	if builds := Scan(tree, Options{}).Builds; len(builds) != 0 {
		t.Errorf("%d builds", len(builds))
	}
}

func TestOptionsChooseFiles(t *testing.T) {
	tree := treeOf("-- a.sh --\ndocker build fn\n-- b.sh --\ndocker build fn\n" + dockerfilesOfTests)
	builds := Scan(tree, Options{Only: func(path string) bool { return path == "b.sh" }}).Builds
	if len(builds) != 1 || builds[0].File.Path() != "b.sh" {
		t.Errorf("%d builds", len(builds))
	}
}

func TestPipesAreNotOpened(t *testing.T) {
	tree := treeOf(dockerfilesOfTests)
	tree["a.sh"] = &fstest.MapFile{Data: []byte("docker build fn\n"), Mode: fs.ModeNamedPipe}
	tree["b.sh"] = &fstest.MapFile{Data: []byte("docker build fn\n"), Mode: fs.ModeDevice}
	x := NewIndex(tree, Options{})
	x.Update("a.sh")
	if n := len(x.Workspace().Builds); n != 0 || slices.Contains(visited(t, tree, "."), "a.sh") {
		t.Errorf("%d builds", n)
	}
}

// treeOnDisk is a tree of n folders, each with a Dockerfile, a script, a Makefile and sources.
func treeOnDisk(tb testing.TB, n int) fs.FS {
	tb.Helper()
	dir := tb.TempDir()
	write := func(name, text string) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	write(".gitignore", "*.log\ndist/\n__pycache__/\n/build\n")
	write(".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: fn1\n")
	for i := range n {
		folder := fmt.Sprintf("fn%d/", i)
		write(folder+"Dockerfile", "FROM public.ecr.aws/lambda/python:3.12\n")
		write(folder+"app.py", "def handler(event, context):\n    return 1\n")
		write(folder+"build.sh", "#!/bin/bash\nset -euo pipefail\ncd \"$(dirname \"$0\")\"\ndocker build -t fn .\naws ecr get-login-password | docker login\ndocker push fn\n")
		write(folder+"Makefile", "IMAGE := fn\nbuild:\n\tdocker build -t $(IMAGE) .\n")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { root.Close() })
	return root.FS()
}

func BenchmarkScan1000Files(b *testing.B) {
	fsys := treeOnDisk(b, 250)
	for b.Loop() {
		Scan(fsys, Options{})
	}
}

func BenchmarkNear(b *testing.B) {
	fsys := treeOnDisk(b, 250)
	for b.Loop() {
		Near(fsys, "fn1/Dockerfile")
	}
}

// BenchmarkMegabyte reads files of a megabyte of one line: none may take seconds.
func BenchmarkMegabyte(b *testing.B) {
	for _, file := range []struct{ name, head, line string }{
		{"a.sh", "docker build fn\n", "docker build $ARGS fn\n"},
		{"b.sh", "docker build ", "--build-arg A=$B "},
		{"c.sh", "", "if x; then export A=1; fi; . ./a.env; docker build $A\n"},
		{"Makefile", "export A := 1\nx:\n", "\tdocker build $(A) $(B)\n"},
		{"x/Makefile", "", "A := $(A)$(B)\n"},
		{"compose.yml", "services:\n  a:\n    build:\n      args:\n", "        - A=$B\n"},
		{".github/workflows/a.yml", "env: {A: 1}\njobs:\n  a:\n    steps:\n", "    - run: docker build ${{ env.A }} fn\n      env: {B: 1}\n"},
		{".github/workflows/b.yml", "jobs:\n  a:\n    steps:\n    - run: |\n", "        docker build fn\n"},
		{".circleci/config.yml", "jobs:\n  a:\n    steps:\n", "    - run: docker build fn\n"},
		{"README.md", "```sh\n", "$ docker build fn\n"},
		{"docker-bake.hcl", "", "target \"a\" { inherits = [\"a\", \"b\"] }\n"},
	} {
		tree := treeOf(dockerfilesOfTests)
		tree[file.name] = &fstest.MapFile{Data: []byte(file.head + strings.Repeat(file.line, (maxFileSize-len(file.head))/len(file.line)))}
		b.Run(file.name, func(b *testing.B) {
			for b.Loop() {
				Scan(tree, Options{})
			}
		})
	}
}
