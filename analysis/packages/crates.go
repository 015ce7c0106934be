package packages

import "github.com/lambdock/lambdock/analysis/source"

// Crate is what a Cargo.toml says of the programs that are made: https://doc.rust-lang.org/cargo/reference/cargo-targets.html
type Crate struct {
	// Name is the package's name; empty for a workspace alone.
	Name string
	// Programs are the binaries that it names.
	Programs []CrateProgram
	// Members are the folders of the workspace's crates, or patterns of them.
	Members []string
}

// CrateProgram is a binary that a Cargo.toml names; Path is its source, empty where cargo looks for it.
type CrateProgram struct{ Name, Path string }

// ReadCrate reads a Cargo.toml.
func ReadCrate(file *source.File) Crate {
	if file.Len() > maxSize {
		return Crate{}
	}
	var c Crate
	entries, _ := tomlEntries(file) // of a line that is not understood the rest still counts
	for _, e := range entries {
		text, _ := e.text()
		switch {
		case e.table == "package" && e.key == "name":
			c.Name = text
		case e.table == "workspace" && e.key == "members":
			for _, s := range e.strings() {
				c.Members = append(c.Members, s.text)
			}
		case e.table == "bin" && e.nth <= maxPackages:
			for len(c.Programs) < e.nth {
				c.Programs = append(c.Programs, CrateProgram{})
			}
			switch e.key {
			case "name":
				c.Programs[e.nth-1].Name = text
			case "path":
				c.Programs[e.nth-1].Path = text
			}
		}
	}
	return c
}
