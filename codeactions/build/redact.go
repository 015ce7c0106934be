package build

import (
	"os"
	"regexp"
	"slices"
	"strings"
)

// minSecret is the least length of a value that is struck out: shorter ones stand in every log.
const minSecret = 5

var secretName = regexp.MustCompile(`(?i)(TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|AUTH)`)

// userInfo is what stands before the host of an address: "http://user:password@proxy".
var userInfo = regexp.MustCompile(`://([^/@\s]+)@`)

// redactor strikes values out of texts that are secret: those of --secret, of build arguments whose names say so, and the credentials in addresses that any
// build argument holds.
func redactor(o Options, plans ...*Plan) func(string) string {
	var values []string
	add := func(value string) {
		for line := range strings.Lines(value) {
			if line = strings.TrimSpace(line); len(line) >= minSecret {
				values = append(values, line)
			}
		}
	}
	argument := func(name, value string) {
		if secretName.MatchString(name) {
			add(value)
		}
		for _, found := range userInfo.FindAllStringSubmatch(value, -1) {
			add(found[1])
		}
	}
	for _, secret := range o.Secrets {
		add(secretValue(secret))
	}
	inherited := slices.Clone(o.Inherit)
	for _, p := range plans {
		inherited = append(inherited, p.Inherit...)
	}
	for _, name := range inherited {
		argument(name, os.Getenv(name))
	}
	for _, p := range plans {
		for name, value := range p.Args {
			argument(name, value)
		}
	}
	if len(values) == 0 {
		return func(text string) string { return text }
	}
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) }) // the longest first, of which others may be parts
	pairs := make([]string, 0, 2*len(values))
	for _, v := range slices.Compact(values) {
		pairs = append(pairs, v, "***")
	}
	return strings.NewReplacer(pairs...).Replace
}

// maxSecretFile bounds how much of a secret's file is looked at, in bytes.
const maxSecretFile = 64 << 10

// secretValue is the value that a --secret names: of a variable, or of a file; empty when it cannot be read.
func secretValue(secret string) string {
	var id, from, env string
	kind := ""
	for field := range strings.SplitSeq(secret, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch key {
		case "id":
			id = value
		case "src", "source":
			from = value
		case "env":
			env = value
		case "type":
			kind = value
		}
	}
	switch {
	case env != "":
		return os.Getenv(env)
	case from != "":
		text, err := os.ReadFile(from)
		if err != nil || len(text) > maxSecretFile {
			return ""
		}
		return string(text)
	case kind != "file" && os.Getenv(id) != "":
		return os.Getenv(id)
	}
	return ""
}
