package build

// Report is what came of a build, as machines read it: what `lambdock build --json` prints and what an editor's run ends in.
type Report struct {
	Version int           `json:"version"` // of this form: 1
	Images  []ImageReport `json:"images"`
	// Failure is null for a build that came to its end.
	Failure *FailureReport `json:"failure"`
}

// ImageReport is an image that was built.
type ImageReport struct {
	Ref          string        `json:"ref"`
	ID           string        `json:"id"`
	Size         int64         `json:"size"` // bytes, unpacked
	Architecture string        `json:"architecture"`
	Functions    []string      `json:"functions"`
	Refused      []string      `json:"refused"` // why Lambda would refuse it
	Layers       []LayerReport `json:"layers"`
}

// LayerReport is a layer of an image.
type LayerReport struct {
	Size int64  `json:"size"` // bytes, unpacked
	By   string `json:"by"`
	Line int    `json:"line"` // of the Dockerfile, from 1; 0 for the base image
}

// FailureReport is why a build failed.
type FailureReport struct {
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Step    string `json:"step,omitempty"`
	Log     string `json:"log,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"` // from 1, as EndLine
	EndLine int    `json:"endLine,omitempty"`
}

// ReportOf reports what was built, or why not; failure is nil for a build that came to its end.
func ReportOf(built []*Built, failure *Failure) Report {
	report := Report{Version: 1, Images: []ImageReport{}}
	for _, b := range built {
		report.Images = append(report.Images, b.report())
	}
	if failure != nil {
		report.Failure = failure.report()
	}
	return report
}

func (b *Built) report() ImageReport {
	r := ImageReport{b.Ref, b.ID, b.Size, b.Architecture, append([]string{}, b.Plan.Functions...), append([]string{}, b.Reasons...), []LayerReport{}}
	for _, l := range b.Layers {
		layer := LayerReport{Size: l.Size, By: l.CreatedBy}
		if l.Instruction != nil {
			layer.Line = b.Plan.File.Source.LineOf(l.Instruction.Span.Start) + 1
		}
		r.Layers = append(r.Layers, layer)
	}
	return r
}

func (f *Failure) report() *FailureReport {
	r := &FailureReport{Message: f.Message, Hint: f.Hint, Step: f.Step, Log: f.Log}
	if at := f.Finding; at != nil {
		r.File, r.Line, r.EndLine = at.File.Path(), at.File.LineOf(at.Span.Start)+1, at.File.LineOf(at.Span.End)+1
	}
	return r
}
