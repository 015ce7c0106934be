package image

import (
	"slices"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

func simulate(text string, in Inputs) *Image {
	return Simulate(dockerfile.Parse(source.New("Dockerfile", text)), in)
}

// shown is a Value in tests: "?" for an unknown one.
func shown(v Value) string {
	if !v.Known {
		return "?"
	}
	return v.Text
}

func passed(pairs ...string) map[string]Value {
	args := map[string]Value{}
	for _, p := range pairs {
		name, text, known := strings.Cut(p, "=")
		args[name] = Value{Text: text, Known: known}
	}
	return args
}

// TestVariables looks at what a WORKDIR /=… in the last line expands to.
func TestVariables(t *testing.T) {
	const scratch = "FROM scratch\n"
	tests := []struct {
		name, dockerfile string
		in               Inputs
		want             string
	}{
		{"default of an argument", scratch + "ARG A=x\nWORKDIR /$A", Inputs{}, "/x"},
		{"argument that is passed", scratch + "ARG A=x\nWORKDIR /$A", Inputs{Args: passed("A=y")}, "/y"},
		{"argument that is passed with what nobody knows", scratch + "ARG A=x\nWORKDIR /$A", Inputs{Args: passed("A")}, "?"},
		{"argument without default", scratch + "ARG A\nWORKDIR /$A", Inputs{}, "?"},
		{"argument without default that is passed", scratch + "ARG A\nWORKDIR /$A", Inputs{Args: passed("A=y")}, "/y"},
		{"passed but not declared", scratch + "WORKDIR /a$A", Inputs{Args: passed("A=y")}, "/a"},
		{"global argument without ARG in the stage", "ARG A=x\n" + scratch + "WORKDIR /a$A", Inputs{}, "/a"},
		{"global argument with ARG in the stage", "ARG A=x\n" + scratch + "ARG A\nWORKDIR /$A", Inputs{}, "/x"},
		{"default in the stage wins over the global one", "ARG A=x\n" + scratch + "ARG A=y\nWORKDIR /$A", Inputs{}, "/y"},
		{"used before ARG", "ARG A=x\n" + scratch + "WORKDIR /a$A\nARG A", Inputs{}, "/a"},
		{"global argument out of another", "ARG A=x\nARG B=$A/y\n" + scratch + "ARG B\nWORKDIR /$B", Inputs{}, "/x/y"},
		{"global argument out of an unknown one", "ARG A\nARG B=$A/y\n" + scratch + "ARG B\nWORKDIR /$B", Inputs{}, "?"},
		{"global argument declared again without default", "ARG A=x\nARG A\n" + scratch + "ARG A\nWORKDIR /$A", Inputs{}, "/x"},
		{"ENV after ARG", scratch + "ARG A=x\nENV A=y\nWORKDIR /$A", Inputs{}, "/y"},
		{"ARG after ENV", scratch + "ENV A=y\nARG A=x\nWORKDIR /$A", Inputs{}, "/x"},
		{"ARG without default after ENV", scratch + "ENV A=y\nARG A\nWORKDIR /$A", Inputs{}, "/y"},
		{"ENV out of ARG", scratch + "ARG A=x\nENV A=${A}/z\nWORKDIR /$A", Inputs{}, "/x/z"},
		{"pairs see the values before the instruction", scratch + "ENV A=1\nENV A=2 B=$A\nWORKDIR /$B", Inputs{}, "/1"},
		{"arguments of one ARG see each other", scratch + "ARG A=1 B=$A\nWORKDIR /$B", Inputs{}, "/1"},
		{"old form of ENV", scratch + "ENV A b c\nWORKDIR /$A", Inputs{}, "/b c"},
		{"single quotes", scratch + "ENV A=1\nENV B='$A'\nWORKDIR /$B", Inputs{}, "/$A"},
		{"double quotes", scratch + "ENV A=1\nENV B=\"$A b\"\nWORKDIR \"/$B\"", Inputs{}, "/1 b"},
		{"escaped dollar", scratch + "ENV A=1\nWORKDIR /\\$A", Inputs{}, "/$A"},
		{"default of an expansion", scratch + "WORKDIR /${A:-x}", Inputs{}, "/x"},
		{"default of an expansion that is set", scratch + "ENV A=y\nWORKDIR /${A:-x}", Inputs{}, "/y"},
		{"default of an unknown", scratch + "ARG A\nWORKDIR /${A:-x}", Inputs{}, "?"},
		{"alternative", scratch + "ENV A=y\nWORKDIR /${A:+x}", Inputs{}, "/x"},
		{"alternative of nothing", scratch + "WORKDIR /a${A:+x}", Inputs{}, "/a"},
		{"prefix cut", scratch + "ENV A=abc\nWORKDIR /${A#a}", Inputs{}, "/bc"},
		{"suffix cut", scratch + "ENV A=a.b.c\nWORKDIR /${A%.*}", Inputs{}, "/a.b"},
		{"replaced", scratch + "ENV A=a.b.c\nWORKDIR /${A//./-}", Inputs{}, "/a-b-c"},
		{"replaced by another variable", scratch + "ENV A=a.b B=-\nWORKDIR /${A//./$B}", Inputs{}, "/a-b"},
		{"cut beside another variable", scratch + "ENV A=/a/ B=b\nWORKDIR \"${A%/}/$B\"", Inputs{}, "/a/b"},
		{"must be set", scratch + "WORKDIR /${A:?no}", Inputs{}, "?"},
		{"template braces", scratch + "ENV A={{ a }}\nWORKDIR /$A", Inputs{}, "?"},

		{"architecture without a platform", scratch + "ARG TARGETARCH\nWORKDIR /$TARGETARCH", Inputs{}, "?"},
		{"architecture of the platform", scratch + "ARG TARGETARCH\nWORKDIR /$TARGETARCH", Inputs{Platform: "linux/arm64"}, "/arm64"},
		{"architecture without ARG", scratch + "WORKDIR /a$TARGETARCH", Inputs{Platform: "linux/arm64"}, "/a"},
		{"architecture that a global ARG names", "ARG TARGETARCH\n" + scratch + "ARG TARGETARCH\nWORKDIR /$TARGETARCH", Inputs{Platform: "linux/arm64"}, "/arm64"},
		{"platform in full", scratch + "ARG TARGETPLATFORM TARGETVARIANT\nWORKDIR /$TARGETPLATFORM/v$TARGETVARIANT", Inputs{Platform: "linux/arm64/v8"}, "/linux/arm64/v"},
		{"platform that is passed", scratch + "ARG TARGETARCH\nWORKDIR /$TARGETARCH", Inputs{Args: passed("TARGETARCH=amd64")}, "/amd64"},
		{"operating system", scratch + "ARG TARGETOS\nWORKDIR /$TARGETOS", Inputs{}, "/linux"},
		{"builder's platform", scratch + "ARG BUILDARCH\nWORKDIR /$BUILDARCH", Inputs{Platform: "linux/arm64"}, "?"},
		{"target stage", scratch + "ARG TARGETSTAGE\nWORKDIR /$TARGETSTAGE", Inputs{}, "/default"},

		{"stage that stands on another has its ENV", "FROM scratch AS a\nENV A=1\nFROM a\nWORKDIR /$A", Inputs{}, "/1"},
		{"stage that stands on another has its ARG", "FROM scratch AS a\nARG A=1\nFROM a\nWORKDIR /$A", Inputs{}, "/1"},
		{"stage beside another has not", "FROM scratch AS a\nENV A=1\nARG B=2\nFROM scratch\nWORKDIR /x$A$B", Inputs{}, "/x"},

		{"task root of a Lambda base", pythonBase + "WORKDIR $LAMBDA_TASK_ROOT/x", Inputs{}, "/var/task/x"},
		{"nothing else on a Lambda base", pythonBase + "WORKDIR /x$FUNCTION_DIR", Inputs{}, "/x"},
		{"version of a .NET base", "FROM public.ecr.aws/lambda/dotnet:8\nWORKDIR /$DOTNET_VERSION", Inputs{}, "?"},
		{"more on a copy of a Lambda base", "FROM 123456789012.dkr.ecr.eu-west-1.amazonaws.com/lambda/python:3.12\nWORKDIR /$X", Inputs{}, "?"},
		{"task root of a copy", "FROM 123456789012.dkr.ecr.eu-west-1.amazonaws.com/lambda/python:3.12\nWORKDIR $LAMBDA_TASK_ROOT", Inputs{}, "/var/task"},
		{"task root elsewhere", "FROM python:3.12\nWORKDIR /x$LAMBDA_TASK_ROOT", Inputs{}, "/x"},
		{"task root that the author sets", "FROM python:3.12\nENV LAMBDA_TASK_ROOT=/f\nWORKDIR $LAMBDA_TASK_ROOT", Inputs{}, "/f"},
		{"what an official image does not set", "FROM python:3.12-slim\nWORKDIR /x$FUNCTION_DIR", Inputs{}, "/x"},
		{"what an official image may set", "FROM python:3.12-slim\nWORKDIR /x$PYTHON_VERSION", Inputs{}, "?"},
		{"official image in Amazon's gallery", "FROM public.ecr.aws/docker/library/node:22\nWORKDIR /x$NODE_ENV", Inputs{}, "/x"},
		{"image of an application", "FROM node:8-onbuild\nWORKDIR /x$NODE_ENV", Inputs{}, "?"},
		{"anybody's image", "FROM example/base\nWORKDIR /x$FUNCTION_DIR", Inputs{}, "?"},
		{"unknown image", "ARG BASE\nFROM $BASE\nWORKDIR /x$FUNCTION_DIR", Inputs{}, "?"},
		{"anybody's image with the author's own", "FROM example/base\nENV A=1\nWORKDIR /x$A", Inputs{}, "/x1"},

		{"relative to the one before", scratch + "WORKDIR /a\nWORKDIR b\nWORKDIR ../c", Inputs{}, "/a/c"},
		{"relative to that of a Lambda base", pythonBase + "WORKDIR src", Inputs{}, "/var/task/src"},
		{"relative to that of an official image", "FROM node:22\nWORKDIR app", Inputs{}, "/app"},
		{"relative to that of anybody's image", "FROM example/base\nWORKDIR app", Inputs{}, "?"},
		{"relative to an unknown one", scratch + "ARG A\nWORKDIR /$A\nWORKDIR b", Inputs{}, "?"},
		{"absolute after an unknown one", scratch + "ARG A\nWORKDIR /$A\nWORKDIR /b/", Inputs{}, "/b"},
		{"empty", scratch + "WORKDIR /a\nWORKDIR $A", Inputs{}, "/a"},
		{"of Windows", scratch + `WORKDIR C:\app`, Inputs{}, "?"},
		{"of a stage", "FROM scratch AS a\nWORKDIR /a\nFROM a\nWORKDIR b", Inputs{}, "/a/b"},
		{"backtick for escapes", "# escape=`\n" + scratch + "ENV A=1\nWORKDIR /a`$A", Inputs{}, "/a$A"},
		{"misspelt", scratch + "WORKDIR /a\nWORKDRI /b", Inputs{}, "?"},
		{"ENV that cannot be read", scratch + "ENV A\nWORKDIR /a$A", Inputs{}, "?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := shown(simulate(tt.dockerfile, tt.in).Final.WorkDir); got != tt.want {
				t.Errorf("%s\ngot %s, want %s", tt.dockerfile, got, tt.want)
			}
		})
	}
}

func TestBecause(t *testing.T) {
	i := simulate("ARG V\nFROM scratch\nARG V\nENV DIR=/x/$V\nWORKDIR $DIR\n", Inputs{})
	var got []string
	for _, at := range i.Final.WorkDir.Because {
		got = append(got, i.File.Source.Slice(at))
	}
	for _, want := range []string{"V", "DIR=/x/$V", "$DIR"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q did not decide the working directory, but %q", want, got)
		}
	}
}

func TestRuntimeVariables(t *testing.T) {
	env := simulate("FROM scratch AS a\nARG A=1\nENV B=2\nARG B=3\nFROM a\nENV C=$A$B\n", Inputs{}).Final.Env
	if v, ok := env.Runtime("A"); ok {
		t.Errorf("a container has the argument A, as %q", shown(v))
	}
	if v, _ := env.Runtime("B"); shown(v) != "2" {
		t.Errorf("B is %q in a container", shown(v))
	}
	if v, _ := env.Lookup("C"); shown(v) != "13" {
		t.Errorf("C is %q", shown(v))
	}
	if got := strings.Join(env.Names(), " "); got != "A B C" {
		t.Errorf("names are %s", got)
	}
}

func TestDoubledValuesEnd(t *testing.T) {
	i := simulate("FROM scratch\nENV A=xx\n"+strings.Repeat("ENV A=$A$A\n", 40), Inputs{})
	if v, ok := i.Final.Env.Lookup("A"); !ok || v.Known || len(v.Text) > mostExpanded {
		t.Errorf("a value of %d bytes is known", len(v.Text))
	}
}

func TestManyVariables(t *testing.T) {
	env := &Env{outside: &outside{closed: true}}
	const many = 3*chunk + 7
	for n := range many {
		env = env.set(string(rune('A'+n%20))+strings.Repeat("x", n/20), Value{Text: "old", Known: true}, false)
		env = env.set("LAST", Value{Text: string(rune(n)), Known: true}, n%3 == 0)
	}
	for n := range many {
		if v, _ := env.Lookup(string(rune('A'+n%20)) + strings.Repeat("x", n/20)); shown(v) != "old" {
			t.Fatalf("variable %d is %q", n, shown(v))
		}
	}
	if v, _ := env.Lookup("LAST"); shown(v) != string(rune(many-1)) {
		t.Errorf("the last one is %q", shown(v))
	}
	if v, _ := env.Runtime("LAST"); shown(v) != string(rune(many-2)) && shown(v) != string(rune(many-1)) {
		t.Errorf("the last one is %q in a container", shown(v))
	}
	if _, ok := env.Lookup("NONE"); ok {
		t.Error("NONE is set")
	}
}

func TestBases(t *testing.T) {
	const builder = "FROM golang:1.25 AS Builder\n"
	tests := []struct {
		name, dockerfile string
		in               Inputs
		want             string // of the final stage: kind, reference
	}{
		{"Lambda's", pythonBase, Inputs{}, "lambda python 3.12 public.ecr.aws/lambda/python:3.12"},
		{"Docker Hub", "FROM amazon/aws-lambda-nodejs:22", Inputs{}, "lambda nodejs 22 amazon/aws-lambda-nodejs:22"},
		{"tag out of an argument", "ARG V=3.13\nFROM public.ecr.aws/lambda/python:${V}", Inputs{}, "lambda python 3.13 public.ecr.aws/lambda/python:3.13"},
		{"tag that is passed", "ARG V=3.13\nFROM public.ecr.aws/lambda/python:${V}", Inputs{Args: passed("V=3.11")}, "lambda python 3.11 public.ecr.aws/lambda/python:3.11"},
		{"tag with a default in place", "FROM public.ecr.aws/lambda/python:${V:-3.13}", Inputs{}, "lambda python 3.13 public.ecr.aws/lambda/python:3.13"},
		{"tag that is not known", "ARG V\nFROM public.ecr.aws/lambda/python:${V}", Inputs{}, "unknown python"},
		{"half a tag", "ARG V\nFROM public.ecr.aws/lambda/python:3.$V", Inputs{}, "unknown python"},
		{"tag of a template", "FROM public.ecr.aws/lambda/nodejs:{{ version }}", Inputs{}, "unknown nodejs"},
		{"tag of a variable that nothing sets", "FROM public.ecr.aws/lambda/python:$V", Inputs{}, "unknown python"},
		{"registry that is not known", "ARG R\nFROM $R/lambda/python:3.12", Inputs{}, "unknown"},
		{"digest", "FROM public.ecr.aws/lambda/python@sha256:0123456789012345678901234567890123456789012345678901234567890123", Inputs{},
			"lambda python  public.ecr.aws/lambda/python@sha256:0123456789012345678901234567890123456789012345678901234567890123"},
		{"nothing", "ARG B\nFROM $B", Inputs{}, "unknown"},
		{"image that is passed", "ARG B\nFROM $B", Inputs{Args: passed("B=public.ecr.aws/lambda/ruby:3.4")}, "lambda ruby 3.4 public.ecr.aws/lambda/ruby:3.4"},
		{"variable that nothing sets", "FROM $B", Inputs{}, "unknown"},
		{"template", "FROM {{ cookiecutter.base }}", Inputs{}, "unknown"},
		{"scratch", "FROM scratch", Inputs{}, "scratch"},
		{"another", "FROM python:3.12-slim", Inputs{}, "other python:3.12-slim"},
		{"stage", builder + "FROM builder", Inputs{}, "stage Builder"},
		{"stage in other letters", builder + "FROM BUILDER", Inputs{}, "stage Builder"},
		{"stage through an argument", "ARG S=builder\n" + builder + "FROM $S", Inputs{}, "stage Builder"},
		{"number is no stage", builder + "FROM 0", Inputs{}, "other 0"},
		{"later stage is none yet", "FROM later\nFROM scratch AS later\nFROM scratch AS x", Inputs{Target: "later"}, "scratch"},
		{"last of two of a name", "FROM scratch AS a\nFROM node:22 AS a\nFROM a", Inputs{}, "stage a"},
		{"named context", builder + "FROM builder", Inputs{NamedContexts: []string{"builder"}}, "unknown"},
		{"lower case", "from public.ecr.aws/lambda/python:3.12 as x", Inputs{}, "lambda python 3.12 public.ecr.aws/lambda/python:3.12"},
		{"platform", "FROM --platform=linux/arm64 scratch", Inputs{}, "scratch on linux/arm64"},
		{"platform of the builder", "FROM --platform=$BUILDPLATFORM scratch", Inputs{}, "scratch"},
		{"platform of the target", "FROM --platform=$TARGETPLATFORM scratch", Inputs{Platform: "linux/amd64"}, "scratch on linux/amd64"},
		{"target", "FROM scratch AS Dev\nFROM node:22", Inputs{Target: "dev"}, "scratch"},
		{"target by number", "FROM scratch AS dev\nFROM node:22", Inputs{Target: "0"}, "scratch"},
		{"target beyond the last", "FROM scratch", Inputs{Target: "1"}, "none"},
		{"tag and digest", "FROM public.ecr.aws/lambda/python:3.12@sha256:0123456789012345678901234567890123456789012345678901234567890123", Inputs{},
			"lambda python 3.12 public.ecr.aws/lambda/python:3.12@sha256:0123456789012345678901234567890123456789012345678901234567890123"},
		{"dated tag", "FROM public.ecr.aws/lambda/python:3.11.2024.01.05.15", Inputs{}, "lambda python 3.11 public.ecr.aws/lambda/python:3.11.2024.01.05.15"},
		{"tag of an architecture", "FROM public.ecr.aws/lambda/nodejs:22-arm64", Inputs{}, "lambda nodejs 22 public.ecr.aws/lambda/nodejs:22-arm64"},
		{"latest", "FROM public.ecr.aws/lambda/python:latest", Inputs{}, "lambda python latest public.ecr.aws/lambda/python:latest"},
		{"no tag", "FROM public.ecr.aws/lambda/python", Inputs{}, "lambda python  public.ecr.aws/lambda/python"},
		{"target that is not there", "FROM scratch AS dev", Inputs{Target: "prod"}, "none"},
		{"no stage", "ARG A=1\n", Inputs{}, "none"},
		{"empty", "", Inputs{}, "none"},
	}
	kinds := map[BaseKind]string{BaseUnknown: "unknown", BaseScratch: "scratch", BaseStage: "stage", BaseLambda: "lambda", BaseOther: "other"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := "none"
			if final := simulate(tt.dockerfile, tt.in).Final; final != nil {
				got = kinds[final.Base.Kind]
				switch final.Base.Kind {
				case BaseStage:
					got += " " + final.Base.Stage.Name
				case BaseLambda:
					got += " " + string(final.Base.Lambda.Language) + " " + final.Base.Lambda.Runtime + " " + shown(final.Base.Ref)
				case BaseUnknown:
					got = strings.TrimSpace(got + " " + string(final.Base.Lambda.Language))
				case BaseOther:
					got += " " + shown(final.Base.Ref)
				}
				if final.Platform.Known {
					got += " on " + final.Platform.Text
				}
			}
			if got != tt.want {
				t.Errorf("%s\ngot %s, want %s", tt.dockerfile, got, tt.want)
			}
		})
	}
}

func TestReachAndRuns(t *testing.T) {
	i := simulate(`FROM golang:1.25 AS build
RUN go build
FROM golang:1.25 AS lint
RUN golint
FROM alpine AS tools
RUN apk add x
FROM scratch AS base
COPY --from=build /a /a
FROM base
ONBUILD RUN later
RUN --mount=type=bind,from=tools,source=/x,target=/x cp /x /y
RNU broken
`, Inputs{})
	var reached, runs []string
	for _, s := range i.Stages {
		if i.ReachesFinal(s) {
			reached = append(reached, s.Name)
		}
	}
	for _, step := range i.Runs() {
		runs = append(runs, step.Script().Commands[0].Name())
	}
	if got := strings.Join(reached, ","); got != "build,tools,base," {
		t.Errorf("reached are %s", got)
	}
	if got := strings.Join(runs, ","); got != "go,apk,cp" {
		t.Errorf("runs are %s", got)
	}
	if chain := i.Final.Chain(); len(chain) != 2 || chain[0].Name != "base" || i.Final.RootStage() != chain[0] {
		t.Errorf("the chain has %d stages", len(chain))
	}
}

// TestReached holds which stages the last one is made of.
func TestReached(t *testing.T) {
	const two = "FROM node:22 AS a\nFROM scratch AS b\n"
	tests := []struct {
		name, dockerfile string
		in               Inputs
		want             string
	}{
		{"by number", two + "FROM scratch AS c\nCOPY --from=0 /x /x", Inputs{}, "a,c"},
		{"by name", two + "FROM scratch AS c\nCOPY --from=B /x /x", Inputs{}, "b,c"},
		{"by an argument in it", two + "FROM scratch AS c\nARG S=a\nCOPY --from=$S /x /x", Inputs{}, "c"},
		{"by ADD, which has no stages", two + "FROM scratch AS c\nADD x /x", Inputs{}, "c"},
		{"number beyond", two + "FROM scratch AS c\nCOPY --from=7 /x /x", Inputs{}, "c"},
		{"itself", two + "FROM scratch AS c\nCOPY --from=c /x /x", Inputs{}, "c"},
		{"through another", "FROM node:22 AS a\nFROM scratch AS b\nCOPY --from=a /x /x\nFROM scratch AS c\nCOPY --from=b /x /x", Inputs{}, "a,b,c"},
		{"mount", two + "FROM node:22 AS c\nRUN --mount=type=bind,from=a,target=/x y", Inputs{}, "a,c"},
		{"mount by number is an image", two + "FROM node:22 AS c\nRUN --mount=type=bind,from=0,target=/x y", Inputs{}, "c"},
		{"named context in its place", two + "FROM scratch AS c\nCOPY --from=a /x /x", Inputs{NamedContexts: []string{"a"}}, "c"},
		{"stage of a trigger", "FROM node:22 AS a\nFROM scratch AS b\nONBUILD COPY --from=a /x /x\nFROM b AS c", Inputs{}, "a,b,c"},
		{"another target", two + "FROM scratch AS c\nCOPY --from=a /x /x", Inputs{Target: "b"}, "b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := simulate(tt.dockerfile, tt.in)
			var got []string
			for _, s := range i.Stages {
				if i.ReachesFinal(s) {
					got = append(got, s.Name)
				}
			}
			if strings.Join(got, ",") != tt.want {
				t.Errorf("%s\nreached are %v, want %s", tt.dockerfile, got, tt.want)
			}
		})
	}
}

func TestUser(t *testing.T) {
	for text, want := range map[string]string{
		"FROM scratch":                                  "",
		"FROM public.ecr.aws/lambda/python:3.12":        "",
		"FROM node:22":                                  "",
		"FROM example/base":                             "?",
		"ARG B\nFROM $B":                                "?",
		"FROM node:22\nUSER node":                       "node",
		"FROM node:22\nARG U=1000\nUSER $U:$U":          "1000:1000",
		"FROM node:22\nARG U\nUSER $U":                  "?",
		"FROM example/base\nUSER a\nUSER b":             "b",
		"FROM scratch AS a\nUSER x\nFROM a":             "x",
		"FROM scratch AS a\nUSER x\nFROM scratch":       "",
		"FROM scratch AS a\nONBUILD USER y\nFROM a":     "y",
		"FROM scratch\nUSER a\nUSRE b\nCMD [\"app.x\"]": "?",
	} {
		if got := shown(simulate(text, Inputs{}).Final.User); got != want {
			t.Errorf("%s\nthe user is %q, not %q", text, got, want)
		}
	}
}

func TestOnBuild(t *testing.T) {
	i := simulate("FROM scratch AS a\nONBUILD ENV A=1\nONBUILD WORKDIR /b\nONBUILD CMD [\"x\"]\nWORKDIR /a\nFROM a AS b\nWORKDIR c$A\nFROM b\nENV A=2\n", Inputs{})
	want := []string{"/a", "/b/c1", "/b/c1"}
	for n, s := range i.Stages {
		if shown(s.WorkDir) != want[n] {
			t.Errorf("stage %d works in %s, not in %s", n, shown(s.WorkDir), want[n])
		}
	}
	if len(i.Stages[1].Steps) != 4 || len(i.Stages[2].Steps) != 1 {
		t.Errorf("triggers ran %d and %d steps", len(i.Stages[1].Steps), len(i.Stages[2].Steps))
	}
	many := "FROM scratch AS a\n" + strings.Repeat("ONBUILD RUN x\n", 3000) + strings.Repeat("FROM a\n", 3000)
	steps := 0
	for _, s := range simulate(many, Inputs{}).Stages {
		steps += len(s.Steps)
	}
	if steps > 3000+maxTriggered {
		t.Errorf("%d steps", steps)
	}
}
