package main

import (
	"fmt"
	"io"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/spf13/pflag"
)

// colorFlag is the value of --color.
type colorFlag string

const (
	colorAuto   colorFlag = "auto"
	colorAlways colorFlag = "always"
	colorNever  colorFlag = "never"
)

func (c *colorFlag) add(flags *pflag.FlagSet) {
	flags.StringVar((*string)(c), "color", string(colorAuto), "auto, always or never")
}

func (c colorFlag) check() error {
	switch c {
	case colorAuto, colorAlways, colorNever:
		return nil
	}
	return fmt.Errorf("unknown value %q for --color, use auto, always or never", string(c))
}

// on reports whether what is written to out is coloured: by default on a terminal, unless NO_COLOR (no-color.org) or TERM=dumb says otherwise.
func (c colorFlag) on(out io.Writer) bool {
	if c != colorAuto {
		return c == colorAlways
	}
	file, ok := out.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isatty.IsTerminal(file.Fd())
}
