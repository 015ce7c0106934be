package image

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
)

// rootNames are the names in the root directory of an ordinary Linux image
// (https://refspecs.linuxfoundation.org/FHS_3.0/fhs-3.0.html), and those that official images add to them.
var rootNames = map[string]bool{
	"bin": true, "boot": true, "dev": true, "etc": true, "home": true, "lib": true, "lib32": true, "lib64": true, "libx32": true,
	"local": true, "media": true, "mnt": true, "opt": true, "proc": true, "root": true, "run": true, "sbin": true, "srv": true,
	"sys": true, "tmp": true, "usr": true, "var": true, "go": true, "selinux": true,
}

// baseNode says what is known of a path in the image that a stage begins with.
func baseNode(base Base, p string) node {
	if n, ok := interpreterNode(base, p); ok {
		return n
	}
	switch {
	case base.Kind == BaseScratch:
		return node{presence: Absent}
	case base.OnLambda():
		n := lambdaNode(base.Lambda.Language, p)
		if n.presence == Absent && base.Lambda.Registry == lambda.Mirror {
			return node{} // a private image may hold more than the one whose name it bears
		}
		return n
	case base.Kind == BaseOther:
		if base.Ref.Known {
			return otherNode(base.Ref.Text, p)
		}
	}
	return node{}
}

// interpreterNode says whether an image has a language's interpreter at a path, where that is known.
func interpreterNode(base Base, p string) (n node, ok bool) {
	if base.Kind == BaseLambda && base.Tag != nil && lacksProgram(base.Tag.OS, p) {
		return node{presence: Absent}, true
	}
	if !strings.Contains(p, "/bin/") || base.Kind != BaseLambda && base.Kind != BaseOther || !base.Ref.Known {
		return node{}, false
	}
	present, absent, _ := lambda.InterpreterPaths(base.Ref.Text)
	switch {
	case slices.Contains(present, p):
		return program(), true
	case slices.Contains(absent, p):
		return node{presence: Absent}, true
	}
	return node{}, false
}

// programDirs are the directories of programs in Lambda's base images, in the order of PATH.
var programDirs = []string{lambda.LanguageHome + "/bin", "/usr/local/bin", "/usr/bin", "/bin", "/opt/bin", "/usr/sbin", "/sbin", "/usr/local/sbin"}

// ProgramDirs are the directories in which base images look for programs, and their like for administrators.
func ProgramDirs() []string { return slices.Clone(programDirs) }

// lacksProgram reports the path of a program that the base images of an operating system are known to lack.
func lacksProgram(os lambda.OS, p string) bool {
	if !slices.Contains(programDirs, path.Dir(p)) {
		return false
	}
	_, confirmed, ok := lambda.MissingCommand(os, path.Base(p))
	return ok && confirmed
}

// lambdaNode says what is known of a path in one of AWS's base images: the task root and /opt are there and empty,
// /var/runtime holds the language's runtime and is empty on provided.
func lambdaNode(lang lambda.Language, p string) node {
	switch p {
	case "/var", "/var/task", "/var/runtime", "/opt", "/usr", "/usr/local", "/usr/local/bin", "/tmp", "/etc":
		return node{presence: Present, kind: kindDir}
	case "/lambda-entrypoint.sh", "/usr/local/bin/aws-lambda-rie":
		return program()
	case "/var/runtime/bootstrap":
		switch lang {
		case lambda.Provided:
			return node{presence: Absent}
		case lambda.Go:
			return node{}
		}
		return program()
	}
	if _, ok := below("/var/task", p); ok {
		return node{presence: Absent}
	}
	if rest, ok := below("/opt", p); ok && layerDirs[firstName(rest)] {
		return node{presence: Absent}
	}
	return foreignNode(p)
}

// layerDirs are the names in /opt that only layers bring (https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html).
var layerDirs = map[string]bool{
	"extensions": true, "python": true, "nodejs": true, "java": true, "ruby": true, "bin": true, "lib": true, "bootstrap": true,
	"lambda-adapter": true,
}

func program() node {
	return node{presence: Present, kind: kindFile, origin: Origin{Mode: Mode{0o755, true}}}
}

// foreignNode says of an ordinary image that a directory of the root that no such image has is not there.
func foreignNode(p string) node {
	first := firstName(p[1:])
	if rootNames[first] || strings.ContainsAny(first, "._") || strings.HasSuffix(first, "entrypoint") {
		return node{}
	}
	return node{presence: Absent}
}

// otherNode says what is known of a path in an image that is not Lambda's.
func otherNode(ref, p string) node {
	if strings.Contains(ref, "aws-lambda-adapter") && p == "/lambda-adapter" {
		return program()
	}
	if !ordinary(ref) {
		return node{}
	}
	if within("/var/task", p) || within("/opt/extensions", p) || within("/var/runtime", p) || p == "/opt/bootstrap" {
		return node{presence: Absent}
	}
	return foreignNode(p)
}

// ordinaryImages are images whose root directory holds no application: Docker's official ones, and others' of their kind.
var ordinaryImages = map[string]bool{
	"python": true, "node": true, "ruby": true, "golang": true, "rust": true, "debian": true, "ubuntu": true, "alpine": true,
	"amazonlinux": true, "amazoncorretto": true, "eclipse-temurin": true, "openjdk": true, "fedora": true, "php": true,
	"public.ecr.aws/amazonlinux/amazonlinux": true, "public.ecr.aws/amazoncorretto/amazoncorretto": true,
	"mcr.microsoft.com/dotnet/sdk": true, "mcr.microsoft.com/dotnet/runtime": true,
}

// ordinary reports whether the reference names one of Docker's official images, in Docker Hub or in Amazon's copy of it.
func ordinary(ref string) bool {
	name, ok := lambda.OfficialName(ref)
	return ok && ordinaryImages[name]
}

// imageTree is the files of an image that COPY --from names.
type imageTree struct{ base Base }

func (t imageTree) find(_ *query, p string) node {
	if p == "/" {
		return node{presence: Present, kind: kindDir}
	}
	return baseNode(t.base, p)
}

func (t imageTree) names(*query, string) ([]string, bool) { return nil, false }

func (t imageTree) join(dir, rest string) string { return clean(dir + "/" + rest) }

func (t imageTree) root() string { return "/" }

// stageTree is the files of a stage, as they are at some point.
type stageTree struct{ at view }

func (t stageTree) find(q *query, p string) node { return t.at.raw(q, p) }

func (t stageTree) names(q *query, dir string) ([]string, bool) { return t.at.names(q, dir) }

func (t stageTree) join(dir, rest string) string { return clean(dir + "/" + rest) }

func (t stageTree) root() string { return "/" }
