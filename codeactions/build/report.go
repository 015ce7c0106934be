package build

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// Built is an image that was built.
type Built struct {
	Plan         *Plan
	Ref, ID      string
	Size         int64  // bytes, unpacked
	OS           string // in Go's words, as Architecture
	Architecture string
	Layers       []Layer // the greatest first; those without content are left out
	// Manifest is the media type that the builder made, empty when it does not say.
	Manifest string
	// Accepted says whether Lambda takes the image, and Reasons why it does not.
	Accepted engine.Answer
	Reasons  []string
	Warnings []Finding
}

// Layer is a layer of an image with what made it.
type Layer struct {
	Size      int64 // bytes, unpacked
	CreatedBy string
	// Instruction is the Dockerfile's; nil for a layer of the base image, and when it is not sure.
	Instruction *dockerfile.Instruction
}

// inspect finds out what was built.
func inspect(ctx context.Context, e *engine.Engine, p *Plan, manifest string) (*Built, error) {
	image, err := e.Image(ctx, p.Tag)
	if err != nil {
		return nil, err
	}
	b := &Built{Plan: p, Ref: p.Tag, ID: image.ID, Size: image.Size, OS: image.Os, Architecture: image.Architecture, Manifest: manifest}
	if history, err := e.History(ctx, p.Tag); err == nil {
		b.Layers = layers(p, history)
		if unpacked := total(b.Layers); unpacked > 0 {
			b.Size = unpacked // a containerd store adds what is packed to an image's size
		}
	}
	b.judge()
	return b, ctx.Err()
}

// SizeLimit is how large an image may be, all layers unpacked.
var SizeLimit = strconv.Itoa(lambda.MaxImageBytes>>30) + " GiB"

// judge compares the image with what Lambda takes.
func (b *Built) judge() {
	if b.Size > lambda.MaxImageBytes {
		b.Reasons = append(b.Reasons, "it has "+Bytes(b.Size)+" unpacked, and Lambda takes "+SizeLimit)
	}
	if b.OS != "" && b.OS != "linux" {
		b.Reasons = append(b.Reasons, "it is made for "+b.OS+", and Lambda runs linux")
	}
	if b.Architecture != "" && !slices.Contains([]string{"amd64", "arm64"}, b.Architecture) {
		b.Reasons = append(b.Reasons, "it is made for "+b.Architecture+", and Lambda runs amd64 and arm64")
	}
	if lambda.RefusedMediaType(b.Manifest) {
		b.Reasons = append(b.Reasons, "it is an index of several manifests, and Lambda takes a single one")
	}
	switch {
	case len(b.Reasons) > 0:
		b.Accepted = engine.No
	case b.Size > 0 && b.OS != "" && b.Architecture != "":
		b.Accepted = engine.Yes
	}
}

func total(layers []Layer) (size int64) {
	for _, l := range layers {
		size += l.Size
	}
	return size
}

// layers are the layers of a history, which has the newest first.
func layers(p *Plan, history []engine.HistoryEntry) []Layer {
	made := ownInstructions(p)
	var all []Layer
	sure := true
	for _, h := range history {
		l := Layer{Size: h.Size, CreatedBy: createdBy(h.CreatedBy)}
		if sure = sure && len(made) > 0; sure {
			last := made[len(made)-1]
			if keyword(h.CreatedBy) == last.Keyword {
				l.Instruction, made = last, made[:len(made)-1]
			} else {
				sure = false
			}
		}
		if l.Size > 0 {
			all = append(all, l)
		}
	}
	slices.SortStableFunc(all, func(a, b Layer) int { return cmp.Compare(b.Size, a.Size) })
	return all
}

// ownInstructions are the instructions that the built stage and those below it add to the image's history, in order.
func ownInstructions(p *Plan) []*dockerfile.Instruction {
	if p.Image == nil || p.Image.Final == nil {
		return nil
	}
	var all []*dockerfile.Instruction
	for stage := p.Image.Final; stage != nil; stage = stage.Base.Stage {
		own := make([]*dockerfile.Instruction, 0, len(stage.Steps))
		for _, step := range stage.Steps {
			switch step.Instruction.Keyword {
			case "FROM", "ONBUILD", "MAINTAINER":
			default:
				own = append(own, step.Instruction)
			}
		}
		all = append(own, all...)
	}
	return all
}

// createdBy is what made a layer without what builders put around it.
func createdBy(text string) string {
	text = strings.TrimSuffix(strings.TrimSpace(text), " # buildkit")
	if _, command, ok := strings.Cut(text, "#(nop) "); ok {
		return strings.TrimSpace(command)
	}
	if command, ok := strings.CutPrefix(text, "/bin/sh -c "); ok {
		return "RUN " + command
	}
	return strings.Replace(text, "RUN /bin/sh -c ", "RUN ", 1)
}

// keyword is the keyword of what made a layer.
func keyword(text string) string {
	word, _, _ := strings.Cut(createdBy(text), " ")
	if strings.HasPrefix(word, "|") {
		return "RUN" // arguments before a command: "|1 VERSION=2 /bin/sh -c make"
	}
	return word
}

// metadata is what buildx writes about what it built.
type metadata struct {
	Descriptor struct {
		MediaType string `json:"mediaType"`
	} `json:"containerimage.descriptor"`
}

// readMetadata gives the media types of what was built, by the name of a bake target; of a plain build under "".
func readMetadata(text []byte) map[string]string {
	types := map[string]string{}
	var one metadata
	if json.Unmarshal(text, &one) == nil {
		types[""] = one.Descriptor.MediaType
	}
	var many map[string]json.RawMessage
	if json.Unmarshal(text, &many) != nil {
		return types
	}
	for name, value := range many {
		var m metadata
		if json.Unmarshal(value, &m) == nil && m.Descriptor.MediaType != "" {
			types[name] = m.Descriptor.MediaType
		}
	}
	return types
}

// Bytes is a size as a person reads it: "182 MB".
func Bytes(n int64) string {
	units := []string{"B", "kB", "MB", "GB"}
	size := float64(n)
	unit := 0
	for size >= 1000 && unit < len(units)-1 {
		size /= 1000
		unit++
	}
	if size < 10 && unit > 0 {
		return strconv.FormatFloat(size, 'f', 1, 64) + " " + units[unit]
	}
	return strconv.FormatFloat(size, 'f', 0, 64) + " " + units[unit]
}
