package workspace

import (
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// noAttestations is the environment variable that switches default attestations off (docker/buildx, build/opt.go).
const noAttestations = "BUILDX_NO_DEFAULT_ATTESTATIONS"

// offFlag is the flag that does the same for one build.
const offFlag = "--provenance=false"

// attestation is the setting that a value of --provenance, --sbom or of the keys of that name stands for: false, true, or parameters such as mode=max.
func attestation(value string) Setting {
	value = strings.TrimSpace(value)
	if on, err := strconv.ParseBool(value); err == nil {
		return onOff(on)
	}
	if value == "" {
		return NotSet
	}
	for field := range strings.SplitSeq(value, ",") {
		key, v, _ := strings.Cut(strings.TrimSpace(field), "=")
		if disabled, err := strconv.ParseBool(v); key == "disabled" && err == nil && disabled {
			return Off
		}
	}
	return On
}

// attest is what one value of --attest or attests sets: which attestation, and to what.
func attest(value string) (kind string, state Setting) {
	state = On
	for field := range strings.SplitSeq(value, ",") {
		key, v, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch strings.ToLower(key) {
		case "type":
			kind = v
		case "disabled":
			if disabled, err := strconv.ParseBool(v); err != nil {
				state = Undecided
			} else if disabled {
				state = Off
			}
		}
	}
	return kind, state
}

func onOff(on bool) Setting {
	if on {
		return On
	}
	return Off
}

// setAttestation sets provenance or SBOM from a value with its place.
func (b *Build) setAttestation(kind string, v Value, whole source.Span) {
	state := attestation(v.Text)
	if v.State == Dynamic || hasPlaceholder(v.Text) {
		state = Undecided
	}
	b.setSwitch(kind, Switch{State: state, Span: whole, Value: v.Span})
}

// setAttest sets them from a value of --attest's form.
func (b *Build) setAttest(v Value, whole source.Span) {
	kind, state := attest(v.Text)
	if v.State == Dynamic || hasPlaceholder(v.Text) {
		state = Undecided
		if kind != "provenance" && kind != "sbom" {
			b.setSwitch("provenance", Switch{State: Undecided, Span: whole})
			kind = "sbom"
		}
	}
	b.setSwitch(kind, Switch{State: state, Span: whole})
}

func (b *Build) setSwitch(kind string, s Switch) {
	switch kind {
	case "provenance":
		b.Provenance = s
	case "sbom":
		b.SBOM = s
	}
}

// setOutput reads one value of --output or outputs (docker/buildx, util/buildflags/export.go).
func (b *Build) setOutput(v Value, whole source.Span) {
	if v.State == Dynamic || hasPlaceholder(v.Text) {
		b.Push = Switch{State: Undecided, Span: whole}
		return
	}
	kind, push := "", false
	for field := range strings.SplitSeq(v.Text, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch strings.ToLower(key) {
		case "type":
			kind = value
		case "push":
			push, _ = strconv.ParseBool(value)
		}
	}
	switch {
	case kind == "registry" || kind == "image" && push:
		b.Push = Switch{State: On, Span: whole}
	case kind == "docker" || kind == "local" || kind == "tar" || kind == "":
		b.Load = Switch{State: On, Span: whole}
	}
}

// switchesOff reports what the value of noAttestations does.
func switchesOff(value string, known bool) Setting {
	if !known || hasPlaceholder(value) {
		return Undecided
	}
	if on, err := strconv.ParseBool(strings.TrimSpace(value)); err == nil && on {
		return Off
	}
	return NotSet
}
