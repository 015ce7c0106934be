package lambda

import (
	"strconv"
	"strings"
)

// Switch is what the value of a build's setting does. The zero Switch is unknown.
type Switch int

// The positions of a Switch.
const (
	SwitchUnknown Switch = iota
	SwitchOff
	SwitchOn
)

// Attestation says whether a value of --provenance or --sbom, of the key of that name, or of --attest switches an attestation on:
// "false", "true", "max", "mode=max", "type=provenance,disabled=true". It follows buildx's util/buildflags.
func Attestation(value string) Switch {
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	if value == "" || strings.ContainsAny(value, "${}") {
		return SwitchUnknown
	}
	if on, err := strconv.ParseBool(value); err == nil {
		return boolSwitch(on)
	}
	position := SwitchOn
	for field := range strings.SplitSeq(value, ",") {
		key, text, hasValue := strings.Cut(strings.TrimSpace(field), "=")
		switch {
		case key == "disabled" && hasValue:
			disabled, err := strconv.ParseBool(text)
			if err != nil {
				return SwitchUnknown
			}
			position = boolSwitch(!disabled)
		case !hasValue && key != "min" && key != "max":
			return SwitchUnknown
		}
	}
	return position
}

// NoAttestations says what a value of NoAttestationsVariable does to attestations: "1" switches them off.
func NoAttestations(value string) Switch {
	disabled, err := strconv.ParseBool(strings.TrimSpace(value))
	if err != nil {
		return SwitchUnknown
	}
	return boolSwitch(!disabled)
}

func boolSwitch(on bool) Switch {
	if on {
		return SwitchOn
	}
	return SwitchOff
}

// RefusedMediaType reports whether Lambda refuses a manifest of that type: an index of several images.
func RefusedMediaType(mediaType string) bool { return contains(refusedMediaTypes, mediaType) }

// IgnoredInstruction reports whether Lambda does not honour what a Dockerfile's instruction, in capitals, sets.
func IgnoredInstruction(name string) bool { return contains(ignoredInstructions, name) }
