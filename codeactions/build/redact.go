package build

import (
	"cmp"
	"errors"
	"io/fs"
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
		add(parseSecret(secret).value())
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

// secret is what a --secret says, as https://docs.docker.com/reference/cli/docker/buildx/build/#secret has it.
type secret struct{ id, file, env, kind string }

func parseSecret(text string) (s secret) {
	for field := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch key {
		case "id":
			s.id = value
		case "src", "source":
			s.file = value
		case "env":
			s.env = value
		case "type":
			s.kind = value
		}
	}
	return s
}

// missing says why a secret has no value; empty when it has one, or when that is the engine's to say.
func (s secret) missing() string {
	variable := s.env
	if variable == "" && s.kind == "env" {
		variable = cmp.Or(s.file, s.id)
	}
	switch {
	case variable != "":
		if _, set := os.LookupEnv(variable); !set {
			return "the environment has no variable " + variable
		}
	case s.file != "":
		if _, err := os.Stat(s.file); errors.Is(err, fs.ErrNotExist) {
			return "there is no file " + s.file
		}
	}
	return ""
}

// value is the value of a secret: of a variable, or of a file; empty when it cannot be read.
func (s secret) value() string {
	switch {
	case s.env != "":
		return os.Getenv(s.env)
	case s.kind == "env" && s.file != "":
		return os.Getenv(s.file)
	case s.file != "":
		text, err := os.ReadFile(s.file)
		if err != nil || len(text) > maxSecretFile {
			return ""
		}
		return string(text)
	case s.kind != "file":
		return os.Getenv(s.id)
	}
	return ""
}
