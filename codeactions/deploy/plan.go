package deploy

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/build"
)

// Plan is what a deployment will do.
type Plan struct {
	Account, Identity, Profile, Region string // Identity is an ARN
	Function                           string
	Create                             bool // the function is created, else it is updated
	Repository                         string
	CreateRepository                   bool
	Image                              string // the engine's name for it
	Tag                                string // in the repository
	Size                               int64  // bytes, unpacked
	Architecture                       string // in Lambda's words
	Role                               string // an ARN, or the name of the one that is created
	CreateRole                         bool
	Alias                              string
	// Running is the image that the function runs before.
	Running string
	// Rollback is nil unless the version before is brought back.
	Rollback *Rollback

	imageID string
}

// planOf makes a plan of facts, or says why there is none.
func planOf(r Request, f *facts) (*Plan, error) {
	p := &Plan{
		Account: f.identity.Account, Identity: f.identity.ARN, Profile: f.profile, Region: f.region, Function: f.name, Create: f.function == nil,
		Repository: f.repositoryName, CreateRepository: f.repository == nil, Image: f.image.ref, Tag: tagOf(f.image.id), Size: f.image.size,
		Alias: r.Alias, imageID: f.image.id,
	}
	if f.repository != nil {
		p.Repository = f.repository.URI
	}
	platform := "linux/" + f.image.architecture
	architecture, ok := lambda.Architecture(platform)
	if !ok {
		return nil, &Failure{Name: "other-architecture", Message: fmt.Sprintf("the image is made for %s, and Lambda runs linux/amd64 and linux/arm64", platform), Advice: "build it with --platform linux/amd64 or linux/arm64"}
	}
	p.Architecture = architecture
	if f.function == nil {
		if p.Role = f.roleARN; p.Role == "" {
			p.Role, p.CreateRole = f.roleName, true
		}
		return p, nil
	}
	p.Running, p.Role = f.function.Image, f.function.Role
	if f.function.Architecture != architecture {
		return nil, otherArchitecture(f.function, platform)
	}
	return p, nil
}

// possible says what keeps the account from taking an image, whatever the image is.
func possible(r Request, f *facts) error {
	switch {
	case f.function == nil:
		return roleIsThere(r, f)
	case f.function.PackageType != "Image":
		return &Failure{
			Name:    "package-type-change",
			Message: fmt.Sprintf("the function %s runs a zip archive, and Lambda does not change a function's package type", f.name),
			Advice:  fmt.Sprintf("deploy under another name with --function, or delete it first: aws lambda delete-function --function-name %s --region %s", f.name, f.region),
		}
	case strings.HasPrefix(r.Role, "arn:") && r.Role != f.function.Role:
		return &Failure{
			Name:    "other-role",
			Message: fmt.Sprintf("the function %s has the role %s, and a deployment does not change it", f.name, f.function.Role),
			Advice:  fmt.Sprintf("leave --role out, or change it first: aws lambda update-function-configuration --function-name %s --role %s --region %s", f.name, r.Role, f.region),
		}
	}
	return nil
}

// roleIsThere says whether a function that is created can have its role.
func roleIsThere(r Request, f *facts) error {
	switch {
	case r.Role == "":
		return &Failure{
			Name:    NoRole,
			Message: fmt.Sprintf("there is no function %s in %s yet, and to create it takes a role", f.name, f.region),
			Advice:  "name one with --role ARN, or have one made with --role create",
		}
	case f.roleARN == "" && r.Role != CreateRole:
		return &Failure{Name: NoRole, Message: fmt.Sprintf("the account %s has no role %s", f.identity.Account, f.roleName), Advice: "name another, or have one made with --role create"}
	}
	return nil
}

// tagOf is the tag under which an image is pushed: it stands for the content, so that pushing it again changes nothing.
func tagOf(id string) string {
	hex := strings.TrimPrefix(id, "sha256:")
	return "lambdock-" + hex[:min(len(hex), 16)]
}

// String is the plan as a person reads it, a line for each thing.
func (p *Plan) String() string {
	var b strings.Builder
	line := func(name, value, note string) {
		if value != "" {
			fmt.Fprintf(&b, "%-13s %s%s\n", name, value, note)
		}
	}
	does := func(yes bool, note string) string {
		if yes {
			return note
		}
		return ""
	}
	line("account", p.Account, " as "+p.Identity)
	line("region", p.Region, "")
	line("profile", p.Profile, "")
	if p.Rollback != nil {
		line("function", p.Function, ", is led back")
		line("alias", p.Alias, "")
		line("from", p.Rollback.From, "")
		line("to", p.Rollback.To, "")
		line("image", p.Rollback.Image, "")
		return b.String()
	}
	if p.Create {
		line("function", p.Function, ", is created")
	} else {
		line("function", p.Function, ", is updated")
	}
	line("repository", p.Repository, does(p.CreateRepository, ", is created"))
	line("image", p.Image, fmt.Sprintf(", %s, pushed as %s", build.Bytes(p.Size), p.Tag))
	line("running", p.Running, "")
	line("architecture", p.Architecture, "")
	line("role", p.Role, does(p.CreateRole, ", is created with the basic execution policy"))
	line("alias", p.Alias, "")
	return b.String()
}
