// Package workspace reads the files around a Dockerfile: who builds it (scripts, Makefiles, workflows, bake, compose …)
// and which Lambda functions use it (SAM, CloudFormation, CDK, Terraform, serverless …). It executes nothing.
// Every reader is one file named after the kind of file that it reads.
package workspace

import "github.com/lambdock/lambdock/analysis/source"

// Workspace is what the files of a tree say, in the order of their paths.
type Workspace struct {
	Builds    []*Build
	Functions []*Function
	Commands  []*Command
}

// Value is a string with the place that it was read from. The zero Value is not set.
type Value struct {
	State State
	Text  string      // what is known; with Dynamic the text as written
	Span  source.Span // of the value as written, quotes excluded; empty when it was not written (a default, an environment)
}

// State says whether a value is set and known.
type State int

// The states of a value.
const (
	Unset   State = iota // not written
	Known                // written, and Text is its value
	Dynamic              // written, but decided elsewhere: a variable, a function, interpolation
)

// Switch is a setting that can be on or off. The zero Switch is not set.
type Switch struct {
	State Setting
	Span  source.Span  // of what sets it, in Build.File: the flag with its value, the key's value, the environment assignment
	File  *source.File // the file that Span lies in when it is not Build.File (an environment set elsewhere); else nil
	// Value is where the value alone stands, to be replaced by a fix; empty when there is none.
	Value source.Span
}

// Setting is a switch's position.
type Setting int

// The positions of a switch.
const (
	NotSet Setting = iota
	Off
	On
	Undecided // set, but by a variable or an expression
)

// Tool is what runs a build.
type Tool int

// The build tools. Only those in the first group attach attestations by default.
const (
	DockerBuild     Tool = iota // docker build with BuildKit
	Buildx                      // docker buildx build
	Bake                        // a bake file's target, or docker buildx bake
	Compose                     // a compose service's build
	BuildPush                   // GitHub's docker/build-push-action
	BakeAction                  // GitHub's docker/bake-action
	TerraformDocker             // kreuzwerker docker_image, terraform-aws-modules docker-build
	ServerlessImage             // serverless.yml provider.ecr.images

	ClassicBuilder // DOCKER_BUILDKIT=0: no attestations
	SAM            // sam build: switches them off itself
	CDK            // cdk-assets: switches them off itself
	OtherBuilder   // podman, buildah, nerdctl, finch, kaniko, img: none by default
)

var toolNames = map[Tool]string{
	DockerBuild: "docker build", Buildx: "docker buildx build", Bake: "docker buildx bake", Compose: "docker compose", BuildPush: "build-push-action",
	BakeAction: "bake-action", TerraformDocker: "Terraform", ServerlessImage: "Serverless Framework", ClassicBuilder: "docker build", SAM: "sam build",
	CDK: "CDK", OtherBuilder: "another builder",
}

// String is the tool's name, for people.
func (t Tool) String() string { return toolNames[t] }

// Build is one place that builds an image from a Dockerfile.
type Build struct {
	Tool Tool
	File *source.File
	// Span marks the build: the command's words ("docker buildx build"), the action's `uses` value, the service's or target's name.
	Span source.Span
	// Dockerfile and Context are slash-separated paths relative to the workspace root, Known only when they were resolved to a place in the workspace;
	// Unset means that the tool's default applies and was worked out as far as possible into the same fields: a Build of `docker build .` in scripts/ has Context Known.
	Dockerfile, Context Value
	// Candidates are further readings of where the Dockerfile may lie (the working directory of a script is rarely known): paths to try in order, the first that exists counts.
	// Each is a Dockerfile path with its context. They are alternatives to Dockerfile and Context, which are then Dynamic.
	Candidates       []Place
	Target           Value
	Args             map[string]Value // build arguments; a name without a value is Dynamic
	Platforms        []Value
	Tags             []Value
	NamedContexts    map[string]Value
	Provenance, SBOM Switch
	// Push reports whether the result goes to a registry from this very build (--push, push: true, output type=registry).
	Push Switch
	// Load reports an output to the local engine alone (load: true, --load, --output type=docker): no attestation index is made by the docker exporter of the classic store.
	Load Switch
	// InsertOff is the edit that switches provenance off where it is not set: text put at an offset. Its Text is empty when none is known to be right.
	InsertOff Insertion
	// InsertPlatform is the edit that names a platform where none is: in its Text the name comes in place of PlatformMark. Its Text is empty when none is known to be right.
	InsertPlatform Insertion
	// InsertContext is the edit that gives a docker build command the context that it lacks. Its Text is empty when it lacks none, or may not.
	InsertContext Insertion
	// Documentation reports a build that stands in prose (a README's fence).
	Documentation bool
}

// PlatformMark stands for the platform's name in an InsertPlatform.
const PlatformMark = "{platform}"

// Place is a Dockerfile and the context that it is built with, relative to the workspace root.
type Place struct{ Dockerfile, Context string }

// Insertion is text to put at an offset of a file. The zero Insertion is none.
type Insertion struct {
	At   int
	Text string
}

// Function is one Lambda function, or a configuration of one, that runs an image.
type Function struct {
	Name string
	// Kind is the kind of file that says it: "sam", "cloudformation", "cdk", "terraform", "serverless", "dotnet-tools", "config"; "aws-cli" and "program" where only the place is known.
	Kind string
	File *source.File
	// Span marks the function: its logical id, resource name, or key.
	Span source.Span
	// Dockerfile and Context are relative to the workspace root; Dynamic when the function is known to use an image that cannot be tied to a Dockerfile.
	Dockerfile, Context Value
	Target              Value
	Args                map[string]Value
	// Through is the build that makes the function's image, where Dockerfile comes from that; nil where the function's own file names it, or nothing does.
	Through *Build
	// Missing is a Dockerfile that is named and is not there; its Name is Unset otherwise.
	Missing      Missing
	Architecture Value // "x86_64" or "arm64"
	// Platform is that of the build where the function's own file builds the image: Unset where it says none, and then the machine that builds decides.
	Platform Value
	// PackageType is what the file says of it: "Image", "Zip"; Unset where an image shows by other keys.
	PackageType Value
	// Image is the image's address where the function names one instead of a Dockerfile.
	Image Value
	// Retaken reports that something besides the address has the function take an image anew, or that the address is left to others: in Terraform a hash, or a lifecycle.
	Retaken bool
	// Region is where the function is deployed, Known only where one region is sure; it stands in RegionFile, or in File where that is nil.
	Region     Value
	RegionFile *source.File
	// Command, Entrypoint and WorkingDirectory are the overrides. Set is false when there is none; an element may be Dynamic.
	Command, Entrypoint List
	WorkingDirectory    Value
	// Environment are the variables that the configuration sets, by name. EnvironmentOpen reports that it may set others too.
	Environment     map[string]Variable
	EnvironmentOpen bool
	Limits          Limits
	// ZipProperties are the keys that only a function of a zip archive has, and that stand here all the same, in their order.
	ZipProperties []Property
}

// Missing is a file that is named and is not there.
type Missing struct {
	Name Value // as written
	// Path and Context, the folder that Name is relative to, are relative to the workspace root. Meant is a name in place of Name that is there; empty when none suggests itself.
	Path, Context, Meant string
}

// Variable is an environment variable of a function.
type Variable struct {
	Value
	// Name is where its name stands; empty when it was not written by itself.
	Name source.Span
}

// Property is a key of a function with its value.
type Property struct {
	Name  string
	Key   source.Span // of the key as written, quotes excluded
	Value Value
	// Entry is the key with its value and the line end behind it: deleting it takes the property away. It is empty where that is not sure.
	Entry source.Span
}

// List is an override of command or entry point.
type List struct {
	Set   bool
	Items []Value
	Span  source.Span // of the whole list
	// Dynamic reports that the list itself is decided elsewhere; Items is empty then.
	Dynamic bool
}
