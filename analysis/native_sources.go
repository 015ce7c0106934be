package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

// maxStagesBack bounds the stages through which sources are followed to the build context.
const maxStagesBack = 8

// inContextAt are the paths of the build context that COPY, ADD and the mounts of a RUN lay at an absolute path of a stage, the latest first. They
// are asked for people's sake: what was changed or left out on the way is not looked at.
func (v *Variant) inContextAt(stage *image.Stage, step *image.Step, at string) []string {
	found := v.mountedAt(step, at)
	for _, name := range v.copiedTo(stage, at, maxStagesBack) {
		if _, err := fs.Stat(v.Image.Inputs.Context, name); err == nil {
			found = append(found, name)
		}
	}
	return found
}

// mountedAt is the path of the context that a RUN --mount=type=bind lays at a path.
func (v *Variant) mountedAt(step *image.Step, at string) []string {
	if step == nil {
		return nil
	}
	var found []string
	for _, flag := range step.Instruction.Flags {
		if flag.Name != "mount" {
			continue
		}
		target, from := "", "."
		bind, another := true, false
		for field := range strings.SplitSeq(flag.Value.Value, ",") {
			key, value, _ := strings.Cut(field, "=")
			switch key {
			case "type":
				bind = value == "bind"
			case "from":
				another = true
			case "source", "src":
				from = value
			case "target", "dst", "destination":
				target = absolute("/"+step.WorkDir.Text, value)
			}
		}
		if rest, ok := inside(target, at); ok && bind && !another && target != "" && step.WorkDir.Known {
			found = append(found, path.Join(strings.TrimPrefix(path.Clean("/"+from), "/"), rest))
		}
	}
	return slices.DeleteFunc(found, func(name string) bool { _, err := fs.Stat(v.Image.Inputs.Context, name); return err != nil })
}

// inside is a path as seen from a directory that holds it.
func inside(dir, name string) (rest string, ok bool) {
	if dir == name {
		return "", true
	}
	return strings.CutPrefix(name, strings.TrimSuffix(dir, "/")+"/")
}

func (v *Variant) copiedTo(stage *image.Stage, at string, left int) []string {
	mappings := stage.Mappings()
	slices.Reverse(mappings)
	var found []string
	for _, m := range mappings {
		c := m.Step.Copy
		if m.Dest == "" || m.Source.Kind != image.SourcePath || !m.Source.Path.Known || c.FromUnknown || c.FromImage.Text != "" {
			continue
		}
		from := path.Clean("/" + m.Source.Path.Text)
		for _, p := range comesFrom(from, path.Clean(m.Dest), at) {
			if m.Stage == nil {
				found = append(found, fromRoot(p))
			} else if left > 0 {
				found = append(found, v.copiedTo(m.Stage, p, left-1)...)
			}
		}
	}
	return found
}

// comesFrom are the paths that a copy of from to dest may lay at a path: of a file that is copied beside it, its folder stands for the directory.
func comesFrom(from, dest, at string) []string {
	var found []string
	if rest, ok := inside(dest, at); ok {
		if strings.ContainsAny(from, "*?[") {
			found = append(found, path.Join(path.Dir(from), rest))
		} else {
			found = append(found, path.Join(from, rest))
		}
	}
	if dest == at || path.Dir(at) == dest && path.Base(at) == path.Base(from) {
		if dest == at {
			found = append(found, path.Dir(from))
		} else {
			found = append(found, from)
		}
	}
	if path.Dir(dest) == at && path.Base(dest) == path.Base(from) {
		found = append(found, path.Dir(from))
	}
	return found
}

// fromRoot is an absolute path as the build context names it.
func fromRoot(p string) string {
	if name := strings.TrimPrefix(p, "/"); name != "" {
		return name
	}
	return "."
}

// contextText reads a file of the build context.
func (v *Variant) contextText(name string) (*source.File, bool) {
	return sourceTree{v: v}.text(name)
}

// contextFolders are those of inContextAt that are folders.
func (v *Variant) contextFolders(stage *image.Stage, step *image.Step, at string) []string {
	return slices.DeleteFunc(v.inContextAt(stage, step, at), func(name string) bool {
		info, err := fs.Stat(v.Image.Inputs.Context, name)
		return err != nil || !info.IsDir()
	})
}

// firstText reads the first of inContextAt that is a file.
func (v *Variant) firstText(stage *image.Stage, step *image.Step, at string) (*source.File, string, bool) {
	for _, name := range v.inContextAt(stage, step, at) {
		if f, ok := v.contextText(name); ok {
			return f, name, true
		}
	}
	return nil, "", false
}
