package image

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

func assemble(text string, in Inputs) []*Stage {
	return Simulate(dockerfile.Parse(source.New("Dockerfile", text)), in).Stages
}

func filesOf(names ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, n := range names {
		name, target, isLink := strings.Cut(n, " -> ")
		if isLink {
			fsys[name] = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
			continue
		}
		fsys[strings.TrimSuffix(name, "/")] = &fstest.MapFile{Data: []byte(path.Base(name)), Mode: 0o644}
		if strings.HasSuffix(name, "/") {
			fsys[strings.TrimSuffix(name, "/")].Mode = fs.ModeDir | 0o755
		}
	}
	return fsys
}

var presenceNames = map[Presence]string{Unknown: "?", Present: "+", Absent: "-"}

const pythonBase = "FROM public.ecr.aws/lambda/python:3.12\n"

func TestLookup(t *testing.T) {
	context := []string{
		"app.py", "requirements.txt", "src/app.py", "src/lib/util.py", "src/README.md", "lib/util.py", "a.tar.gz",
		"pkg1/one.py", "pkg2/two.py", "config.json", "empty/",
	}
	tests := []struct {
		name, dockerfile, ignore string
		context                  []string
		want                     string // "+/path", "-/path", "?/path", blank-separated
	}{
		{"file into a directory", pythonBase + "COPY app.py /var/task/", "", nil, "+/var/task/app.py -/var/task/src -/var/task/app ?/app.py"},
		{"file renamed", pythonBase + "COPY app.py /var/task/main.py", "", nil, "+/var/task/main.py -/var/task/app.py"},
		{"directory of the base without a slash", pythonBase + "COPY app.py /var/task", "", nil, "+/var/task/app.py +/var/task"},
		{"file in the place of a directory that is not there", pythonBase + "COPY app.py /app", "", nil, "+/app -/app/app.py"},
		{"directory that WORKDIR made", pythonBase + "WORKDIR /app\nCOPY app.py /app", "", nil, "+/app/app.py"},
		{"relative destination", pythonBase + "COPY app.py .", "", nil, "+/var/task/app.py"},
		{"relative destination of several names", pythonBase + "COPY app.py ./x/y.py", "", nil, "+/var/task/x/y.py +/var/task/x -/var/task/x/app.py"},
		{"contents of a directory, not itself", pythonBase + "COPY src /var/task/", "", nil, "+/var/task/app.py +/var/task/lib/util.py -/var/task/src -/var/task/lib/app.py"},
		{"whole context", pythonBase + "COPY . .", "", nil, "+/var/task/app.py +/var/task/src/lib/util.py -/var/task/handler.py +/var/task/empty"},
		{"leading slash", pythonBase + "COPY /app.py /var/task/", "", nil, "+/var/task/app.py"},
		{"climbing out is clamped", pythonBase + "COPY ../../app.py ../x/../src /var/task/", "", nil, "+/var/task/app.py +/var/task/lib/util.py"},
		{"several sources", pythonBase + "COPY app.py config.json /var/task/", "", nil, "+/var/task/app.py +/var/task/config.json -/var/task/requirements.txt"},
		{"JSON form", pythonBase + `COPY ["app.py", "config.json", "/var/task/"]`, "", nil, "+/var/task/app.py +/var/task/config.json"},
		{"glob of files", pythonBase + "COPY *.py /var/task/", "", nil, "+/var/task/app.py -/var/task/config.json -/var/task/util.py"},
		{"glob of directories flattens them", pythonBase + "COPY pkg* /var/task/", "", nil, "+/var/task/one.py +/var/task/two.py -/var/task/pkg1"},
		{"glob of several names", pythonBase + "COPY */*.py /var/task/", "", nil, "+/var/task/one.py +/var/task/util.py +/var/task/app.py -/var/task/config.json"},
		{"glob without a match", pythonBase + "COPY *.jar /var/task/lib/", "", nil, "?/var/task/lib/x.jar -/var/task/lib/x.py -/var/task/app.py"},
		{"star takes folders too", pythonBase + "COPY * /var/task/", "", nil, "+/var/task/app.py +/var/task/one.py -/var/task/src -/var/task/pkg1/one.py"},
		{"source that is not there", pythonBase + "COPY model/ /var/task/", "", nil, "?/var/task/app.py ?/var/task/x -/opt/extensions/x"},
		{"file that is not there", pythonBase + "COPY handler.py model.bin /var/task/", "", nil, "?/var/task/handler.py ?/var/task/model.bin -/var/task/app.py"},
		{"unknown source", pythonBase + "ARG DIR\nCOPY $DIR /var/task/", "", nil, "?/var/task/app.py -/app/app.py"},
		{"variable that nobody sets", pythonBase + "COPY $DIR/app.py $DIR/", "", nil, "+/app.py -/var/task/app.py"},
		{"unknown destination", pythonBase + "ARG DIR\nCOPY app.py $DIR/", "", nil, "?/var/task/app.py ?/app/app.py"},
		{"output folder that is not built yet", pythonBase + "COPY . .", "", nil, "?/var/task/dist/app.js -/var/task/other/app.js"},
		{"git-ignored file", pythonBase + "COPY . .", "", []string{".gitignore", "app.ts"}, "-/var/task/.gitignore/x -/var/task/x.py"},
		{"ignored file", pythonBase + "COPY . .", "*.py\n", nil, "-/var/task/app.py +/var/task/src/app.py"},
		{"ignored at any depth", pythonBase + "COPY . .", "**/*.py\n!src/lib\n", nil, "-/var/task/app.py -/var/task/src/app.py ?/var/task/src/lib/util.py"},
		{"ignored directory with an exception", pythonBase + "COPY . .", "*\n!src/app.py\n", nil, "+/var/task/src/app.py -/var/task/src/lib/util.py -/var/task/app.py"},
		{"ignored source", pythonBase + "COPY app.py /var/task/", "app.py", nil, "?/var/task/app.py -/var/task/x.py"},
		{"broken ignore file", pythonBase + "COPY . .", "[", nil, "?/var/task/app.py ?/var/task/x.py"},
		{"later copy does not hide an earlier one", pythonBase + "COPY app.py ./\nCOPY src/lib ./", "", nil, "+/var/task/app.py +/var/task/util.py"},
		{"stage", "FROM scratch AS build\nCOPY src /out/\nFROM public.ecr.aws/lambda/python:3.12\nCOPY --from=build /out /var/task", "", nil, "+/var/task/app.py +/var/task/lib/util.py -/var/task/x.py -/out/app.py"},
		{"stage by number, renamed", "FROM scratch\nCOPY src /out/\nFROM public.ecr.aws/lambda/python:3.12\nCOPY --from=0 /out/app.py /var/task/main.py", "", nil, "+/var/task/main.py -/var/task/app.py"},
		{"glob in a stage", "FROM scratch AS build\nCOPY src /out/\nFROM public.ecr.aws/lambda/python:3.12\nCOPY --from=build /out/*.py /var/task/", "", nil, "+/var/task/app.py -/var/task/README.md -/var/task/util.py"},
		{"stage with a program of its own", "FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/main .\nFROM public.ecr.aws/lambda/provided:al2023\nCOPY --from=build /out/main ./main", "", nil, "?/var/task/main -/var/task/bootstrap"},
		{"built on a stage", pythonBase[:len(pythonBase)-1] + " AS base\nCOPY app.py ./\nFROM base\nCOPY config.json ./", "", nil, "+/var/task/app.py +/var/task/config.json -/var/task/x.py"},
		{"image", pythonBase + "COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:1.0.0 /lambda-adapter /opt/extensions/lambda-adapter", "", nil, "+/opt/extensions/lambda-adapter -/var/task/app.py"},
		{"other image", pythonBase + "COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/uv", "", nil, "?/bin/uv -/var/task/app.py"},
		{"layers of another image", pythonBase + "COPY --from=public.ecr.aws/datadog/lambda-extension:70 /opt/. /opt/", "", nil, "?/opt/extensions/datadog-agent -/var/task/app.py"},
		{"unknown stage", pythonBase + "COPY --from=$STAGE /x /var/task/", "", nil, "?/var/task/app.py -/opt/extensions/x"},
		{"heredoc", pythonBase + "COPY <<EOF /var/task/app.py\nx\nEOF\n", "", nil, "+/var/task/app.py -/var/task/EOF"},
		{"heredoc under its name", pythonBase + "COPY <<app.py <<b.py /var/task/\nx\napp.py\ny\nb.py\n", "", nil, "+/var/task/app.py +/var/task/b.py"},
		{"archive", pythonBase + "ADD a.tar.gz /var/task/", "", nil, "?/var/task/app.py ?/var/task/a.tar.gz -/opt/extensions/x"},
		{"archive that COPY leaves whole", pythonBase + "COPY a.tar.gz /var/task/", "", nil, "+/var/task/a.tar.gz -/var/task/app.py"},
		{"archive that --unpack=false leaves whole", pythonBase + "ADD --unpack=false a.tar.gz /var/task/", "", nil, "+/var/task/a.tar.gz -/var/task/app.py"},
		{"address", pythonBase + "ADD https://example.com/x/rie?y=1 /usr/bin/", "", nil, "+/usr/bin/rie -/var/task/rie"},
		{"repository", pythonBase + "ADD https://github.com/a/b.git#v1 /var/task/", "", nil, "?/var/task/app.py -/opt/extensions/x"},
		{"--parents", pythonBase + "COPY --parents src/lib/util.py src/a* /var/task/", "", nil, "+/var/task/src/lib/util.py +/var/task/src/app.py -/var/task/app.py -/var/task/src/README.md"},
		{"--parents with a pivot", pythonBase + "COPY --parents src/./lib/util.py /var/task/", "", nil, "+/var/task/lib/util.py -/var/task/src/lib/util.py"},
		{"--parents at any depth", pythonBase + "COPY --parents **/*.py /var/task/", "", nil, "+/var/task/src/lib/util.py +/var/task/app.py -/var/task/config.json"},
		{"--exclude", pythonBase + "COPY --exclude=*.md --exclude=lib src /var/task/", "", nil, "+/var/task/app.py -/var/task/README.md -/var/task/lib/util.py"},
		{"--link", pythonBase + "COPY --link --chmod=755 app.py /var/task/", "", nil, "+/var/task/app.py"},
		{"link in the context", pythonBase + "COPY . .", "", []string{"real/app.py", "linked -> real", "up -> ../x", "gone -> nothing"}, "+/var/task/linked/app.py -/var/task/linked/x.py ?/var/task/up/app.py -/var/task/gone"},
		{"link as a source is followed", pythonBase + "COPY linked /var/task/", "", []string{"real/app.py", "linked -> real"}, "+/var/task/app.py -/var/task/linked"},
		{"scratch", "FROM scratch\nCOPY app.py /", "", nil, "+/app.py -/bin/sh -/var/task/x"},
		{"official image", "FROM python:3.12-slim\nWORKDIR /function\nCOPY app.py .", "", nil, "+/function/app.py -/function/x.py -/app/x.py -/var/task/x ?/usr/bin/x ?/usr/src/app/x"},
		{"image of somebody", "FROM example/base\nCOPY app.py /app/", "", nil, "+/app/app.py ?/app/x.py ?/var/task/x"},
		{"unknown image", "ARG BASE\nFROM $BASE\nCOPY app.py /app/", "", nil, "+/app/app.py ?/app/x.py"},
		{"base with a runtime", pythonBase, "", nil, "+/lambda-entrypoint.sh +/var/runtime/bootstrap ?/var/runtime/boto3 -/opt/extensions ?/opt/x"},
		{"copy of Lambda's base", "FROM example.com/mirror/lambda/python:3.12\nCOPY app.py .", "", nil, "+/var/task/app.py"},
		{"base without a runtime", "FROM public.ecr.aws/lambda/provided:al2023", "", nil, "-/var/runtime/bootstrap -/var/task/bootstrap"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			names := tt.context
			if names == nil {
				names = context
			}
			in := Inputs{Context: filesOf(names...)}
			if tt.ignore != "" {
				in.Ignore = source.New(".dockerignore", tt.ignore)
			}
			checkPaths(t, assemble(tt.dockerfile, in), tt.want)
		})
	}
}

func checkPaths(t *testing.T, stages []*Stage, want string) {
	t.Helper()
	last := stages[len(stages)-1]
	for _, w := range strings.Fields(want) {
		presence, origin := last.Lookup(w[1:])
		if got := presenceNames[presence]; got != w[:1] {
			t.Errorf("Lookup(%s) = %s %+v, want %s", w[1:], got, origin, w[:1])
		}
	}
}

func TestLookupWithoutContext(t *testing.T) {
	checkPaths(t, assemble(pythonBase+"COPY app.py ./\nCOPY src /app/", Inputs{}), "?/var/task/app.py -/var/task/x.py ?/app/app.py")
}
