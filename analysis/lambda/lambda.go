// Package lambda holds what is known of AWS Lambda's container images: base images and their dates, environments, runtime
// interface clients, handler grammars, reserved names. Every fact stands with its source in facts.json; Go tables
// generated from it are what the lookups read, so nothing is decoded at start.
package lambda

//go:generate go run ./gen

// Language is a family of Lambda base images, named as in their repository: public.ecr.aws/lambda/python.
type Language string

// The languages that AWS publishes base images for.
const (
	Python   Language = "python"
	NodeJS   Language = "nodejs"
	Java     Language = "java"
	DotNet   Language = "dotnet"
	Ruby     Language = "ruby"
	Go       Language = "go"
	Provided Language = "provided"
)

// OS is the operating system of a Lambda base image.
type OS string

// The operating systems that Lambda base images were built on.
const (
	AL1    OS = "AL1"
	AL2    OS = "AL2"
	AL2023 OS = "AL2023"
)

// Date is a day in ISO form, "2029-06-30"; empty when there is none. Dates compare as strings.
type Date string

// Tag is one undated base image tag.
type Tag struct {
	Language                                        Language
	Name                                            string // "3.12", "8.al2", "al2023", "3.15-preview"
	RuntimeID                                       string // "python3.12"
	OS                                              OS
	OSName                                          string   // "Amazon Linux 2023"
	Glibc                                           string   // "2.34"
	Architectures                                   []string // "x86_64", "arm64"
	Released, Deprecation, BlockCreate, BlockUpdate Date
	Preview                                         bool
	// ContainerOnly reports a runtime that exists as an image alone, with no managed runtime of its name.
	ContainerOnly bool
	// Newest and Nearest are the tags that replace a deprecated one: the newest supported, and the supported one nearest to it. They carry no architecture, and are empty for a
	// language that has ended: see Successor.
	Newest, Nearest string
}

// Deprecated reports whether the tag's deprecation date has passed on that day.
func (t *Tag) Deprecated(today Date) bool { return t.Deprecation != "" && today >= t.Deprecation }

// Registry is where a Lambda repository lies.
type Registry int

// The registries of Lambda base images.
const (
	PublicECR Registry = iota
	DockerHub
	Mirror // a pull-through cache or a private copy: likely, not certain
)

// Reference is an image reference to a Lambda base image, taken apart. Offsets count in the reference's text.
type Reference struct {
	Registry   Registry
	Language   Language
	Repository string // as written, without tag and digest
	Tag        string // as written; empty without one
	TagStart   int    // offset of the tag's first byte; the reference's length without one
	Digest     string // "sha256:…"; empty without one
	// Parts of the tag. Valid is false when the tag does not fit the grammar of Lambda's tags; the other parts are empty then.
	Valid   bool
	Runtime string // "3.12"
	Preview bool
	Date    string // "2024.01.05.15"
	Arch    string // "x86_64", "arm64"
	// Known is the row of the tag's runtime (a preview row for a preview tag); nil for an unknown runtime, latest, no tag, digest alone.
	Known *Tag
}
