// Package build builds the image of a Dockerfile with a container engine, as the workspace says that it is built, and says what came of it:
// progress, the failure on the Dockerfile's lines, the size of the image and of its layers, and whether Lambda takes it.
package build

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// Plan is one image to build.
type Plan struct {
	// Root is the workspace's folder on disk; Dockerfile and Context are slash-separated paths below it.
	Root, Dockerfile, Context string
	File                      *dockerfile.File
	Image                     *image.Image
	// Functions are the names of the functions that run the image.
	Functions     []string
	Target        string
	Platform      string // "linux/arm64"; empty for the engine's own
	Args          map[string]string
	NamedContexts map[string]string // by name; paths below Root, or addresses
	// Inherit are build arguments that are passed, but of which no file says with what: the environment may hold them, else the Dockerfile's defaults count.
	Inherit []string
	Tag     string
	// targetUnknown reports that a stage is named, but not which.
	targetUnknown bool
}

// Choice is what a person says about an image in place of the workspace. Empty fields leave it to the workspace.
type Choice struct {
	Function, Context, Target, Platform, Tag string
	Args                                     map[string]string
}

// ErrNoContext reports a Dockerfile of which nothing says with which context it is built.
var ErrNoContext = errors.New("no file says with which build context it is built: name it with --context, or under functions in .lambdock.yaml")

// ErrContextMissing reports a build context that is not a folder of the workspace.
var ErrContextMissing = errors.New("the build context is no folder of the workspace")

// ErrSecret reports a secret whose value is not there: the build would run without it, or with an empty one.
var ErrSecret = errors.New("the secret has no value")

// Misused reports an error that lies in how a build was asked for, and not in the build.
func Misused(err error) bool {
	return errors.Is(err, ErrNoContext) || errors.Is(err, ErrContextMissing) || errors.Is(err, ErrSecret)
}

// ErrPlatform reports a platform for which Lambda runs no functions.
var ErrPlatform = errors.New("functions run on linux/amd64 or linux/arm64")

// Plans are the distinct images that are built of a linted Dockerfile, those of functions first. Two uses that differ only in what they start are one image.
func Plans(root string, result *analysis.Result, c Choice) ([]*Plan, error) {
	if _, known := lambda.Architecture(c.Platform); c.Platform != "" && !known {
		return nil, fmt.Errorf("building for %s: %w", c.Platform, ErrPlatform)
	}
	var plans []*Plan
	byKey := map[string]*Plan{}
	for _, v := range result.Variants {
		if documented(v) {
			continue
		}
		p := planOf(root, result, v)
		p.choose(c)
		if c.Function != "" && !slices.Contains(p.Functions, c.Function) {
			continue
		}
		key := fmt.Sprintf("%q", []any{p.Context, p.Target, p.Platform, p.Args, p.Inherit, p.NamedContexts})
		if same := byKey[key]; same != nil {
			same.Functions = append(same.Functions, p.Functions...)
			continue
		}
		byKey[key] = p
		plans = append(plans, p)
	}
	if len(plans) == 0 && c.Function != "" {
		return nil, fmt.Errorf("no function %s uses %s", c.Function, result.File.Source.Path())
	}
	if len(plans) == 0 {
		p := &Plan{Root: root, Dockerfile: result.File.Source.Path(), File: result.File}
		p.choose(c)
		plans = []*Plan{p}
	}
	slices.SortStableFunc(plans, func(a, b *Plan) int { return cmp.Compare(min(len(b.Functions), 1), min(len(a.Functions), 1)) })
	for i, p := range plans {
		p.Tag = cmp.Or(c.Tag, p.tag(i))
	}
	return plans, nil
}

// AllPlans are the images of all functions that run the linted Dockerfiles, each with a name of its own.
func AllPlans(root string, results []*analysis.Result, c Choice) ([]*Plan, error) {
	var all []*Plan
	taken := map[string]bool{}
	for _, result := range results {
		plans, err := Plans(root, result, c)
		if err != nil {
			return nil, err
		}
		for _, p := range plans {
			if len(p.Functions) == 0 {
				continue
			}
			name, version, _ := strings.Cut(p.Tag, ":")
			p.Tag = unique(name, taken) + ":" + version
			all = append(all, p)
		}
	}
	return all, nil
}

// OnePlan is the one image of a linted Dockerfile that a function is to run. The function may be one of which no file tells: all images but one make it
// an error then.
func OnePlan(root string, result *analysis.Result, c Choice) (*Plan, error) {
	if c.Function != "" {
		if plans, err := Plans(root, result, c); err == nil {
			return plans[0], nil
		}
		c.Function = ""
	}
	plans, err := Plans(root, result, c)
	if err != nil {
		return nil, err
	}
	if len(plans) > 1 {
		return nil, severalError(plans)
	}
	return plans[0], nil
}

func severalError(plans []*Plan) error {
	var functions []string
	for _, p := range plans {
		functions = append(functions, p.Functions...)
	}
	slices.Sort(functions)
	of := fmt.Sprintf("%s is built in %d ways", plans[0].Dockerfile, len(plans))
	if len(functions) == 0 {
		return fmt.Errorf("%s: say which is meant with --context, --target or --platform", of)
	}
	return fmt.Errorf("%s: name one of its functions, %s, or build one and deploy it with --image", of, strings.Join(functions, ", "))
}

// documented reports a variant that only prose tells of.
func documented(v *analysis.Variant) bool {
	return len(v.Functions) == 0 && len(v.Builds) > 0 && !slices.ContainsFunc(v.Builds, func(b *workspace.Build) bool { return !b.Documentation })
}

func planOf(root string, result *analysis.Result, v *analysis.Variant) *Plan {
	in := v.Image.Inputs
	p := &Plan{
		Root: root, Dockerfile: result.File.Source.Path(), Context: v.Context, File: result.File, Image: v.Image,
		Target: in.Target, Platform: in.Platform, Args: map[string]string{}, NamedContexts: map[string]string{},
		targetUnknown: in.TargetUnknown,
	}
	for _, name := range slices.Sorted(maps.Keys(in.Args)) {
		if value := in.Args[name]; value.Known {
			p.Args[name] = value.Text
		} else {
			p.Inherit = append(p.Inherit, name)
		}
	}
	for _, f := range v.Functions {
		p.Functions = append(p.Functions, f.Name)
		if p.Platform == "" && f.Kind != "config" && f.Architecture.State == workspace.Unset {
			p.Platform, _ = lambda.Platform(lambda.DefaultArchitecture)
		}
	}
	for _, b := range v.Builds {
		for name, value := range b.NamedContexts {
			if value.State == workspace.Known {
				p.NamedContexts[name] = value.Text
			}
		}
	}
	return p
}

func (p *Plan) choose(c Choice) {
	p.Context, p.Platform = cmp.Or(c.Context, p.Context), cmp.Or(c.Platform, p.Platform)
	if c.Target != "" {
		p.Target, p.targetUnknown = c.Target, false
	}
	if p.Args == nil {
		p.Args = map[string]string{}
	}
	for name, value := range c.Args {
		p.Args[name] = value
		p.Inherit = slices.DeleteFunc(p.Inherit, func(n string) bool { return n == name })
	}
}

// tag is a name for the image that stays the same from build to build.
func (p *Plan) tag(n int) string {
	name := path.Base(path.Dir(p.Dockerfile))
	if len(p.Functions) > 0 {
		name = p.Functions[0]
	} else if name == "." || name == "/" {
		name = path.Base(strings.ReplaceAll(p.Root, `\`, "/"))
	}
	name = repositoryName(name)
	if suffix := repositoryName(strings.TrimPrefix(path.Base(p.Dockerfile), "Dockerfile")); len(p.Functions) == 0 && suffix != "function" {
		name += "-" + suffix
	}
	if n > 0 && len(p.Functions) == 0 {
		name += fmt.Sprintf("-%d", n+1)
	}
	return "lambdock/" + name + ":latest"
}

// repositoryName is a text as a part of an image's name: lower case letters, digits, and single separators between them.
func repositoryName(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return cmp.Or(strings.TrimSuffix(b.String(), "-"), "function")
}
