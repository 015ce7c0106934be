package image

import (
	"strings"
	"testing"
)

// TestScript looks at the words of a script's commands: commands parted by " ; ", unknown words as "?".
func TestScript(t *testing.T) {
	tests := []struct{ name, dockerfile, want string }{
		{"shell form", "RUN pip install x && yum -y update", "pip install x ; yum -y update"},
		{"variables", "ARG A=1\nENV B=$A/2\nARG C\nRUN x $A $B $C $LAMBDA_TASK_ROOT", "x 1 1/2 ? /var/task"},
		{"state before the instruction", "ENV A=0\nRUN x $A\nENV A=1", "x 0"},
		{"JSON form", `RUN ["yum", "-y", "install", "$A"]`, "yum -y install $A"},
		{"JSON form with a shell", `RUN ["/bin/bash", "-ec", "yum update && x"]`, "yum update ; x"},
		{"JSON form with a shell and escapes", `RUN ["sh", "-c", "x \"y\""]`, "nil"},
		{"JSON form with a script", `RUN ["sh", "x.sh"]`, "nil"},
		{"JSON form of a template", `RUN ["{{ x }}", "y"]`, "? y"},
		{"JSON form whatever the shell", "SHELL [\"pwsh\"]\nRUN [\"yum\", \"update\"]", "yum update"},
		{"heredoc", "RUN <<EOF\nyum update\nx $A\nEOF", "yum update ; x ?"},
		{"heredoc for Python", "RUN python3 <<EOF\nimport x\nEOF", "python3"},
		{"heredoc with Python's shebang", "RUN <<EOF\n#!/usr/bin/env python3\nimport x\nEOF", "nil"},
		{"heredoc with Bash's shebang", "RUN <<EOF\n#!/bin/bash\n[[ x ]] && y\nEOF", "[[ x ; y"},
		{"Bash by SHELL", "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN x <(y)", "x ? ; y"},
		{"shell behind conda", "SHELL [\"conda\", \"run\", \"-n\", \"e\", \"/bin/bash\", \"-c\"]\nRUN x", "x"},
		{"PowerShell", "SHELL [\"pwsh\", \"-Command\"]\nRUN x", "nil"},
		{"no shell", "SHELL []\nRUN x", "nil"},
		{"shell of a base stage", "SHELL [\"pwsh\"]\nFROM x\nRUN x", "nil"},
		{"CMD in shell form", "CMD exec x", "exec x"},
		{"CMD in exec form", `CMD ["x"]`, "nil"},
		{"COPY", "COPY a b", "nil"},
		{"unreadable", "RUN --mount=type=x y", "nil"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			steps := simulate("FROM public.ecr.aws/lambda/python:3.12 AS x\n"+tt.dockerfile, Inputs{}).Final.Steps
			var script = steps[len(steps)-1].Script()
			for _, step := range steps {
				if step.Instruction.Keyword == "RUN" {
					script = step.Script()
				}
			}
			if script == nil {
				if tt.want != "nil" {
					t.Errorf("%s\nhas no script", tt.dockerfile)
				}
				return
			}
			var got []string
			for _, c := range script.Commands {
				var words []string
				for _, w := range c.Words {
					if words = append(words, w.Text); !w.Known {
						words[len(words)-1] = "?"
					}
				}
				got = append(got, strings.Join(words, " "))
			}
			if strings.Join(got, " ; ") != tt.want {
				t.Errorf("%s\ngot %s, want %s", tt.dockerfile, strings.Join(got, " ; "), tt.want)
			}
		})
	}
}

// TestScriptPlaces holds that the words of a RUN in JSON form stand where they are written.
func TestScriptPlaces(t *testing.T) {
	for text, want := range map[string]string{
		`RUN ["yum", "update"]`:                   "yum",
		`RUN ["sh", "-c", "cd /x && yum update"]`: "yum",
	} {
		i := simulate(pythonBase+text, Inputs{})
		commands := i.Final.Steps[0].Script().Commands
		if got := i.File.Source.Slice(commands[len(commands)-1].Words[0].Span()); got != want {
			t.Errorf("%s: yum stands at %q", text, got)
		}
	}
}
