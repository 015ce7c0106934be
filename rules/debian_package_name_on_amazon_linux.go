package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "debian-package-name-on-amazon-linux",
	Summary: "packages that dnf is to install under Debian's name on Lambda base images of Amazon Linux 2023",
	Doc: `
Amazon Linux names its packages as Fedora does: build-essential is gcc, gcc-c++ and make there, and the headers of a library are in NAME-devel, not libNAME-dev. The build stops with "No package matches".

The rule knows the names that Dockerfiles bring along most often. It is silent on others, on Amazon Linux 2, and where the command may not run.`,
	Refs: []string{
		"https://docs.aws.amazon.com/linux/al2023/release-notes/all-packages.html",
		"https://docs.aws.amazon.com/linux/al2023/ug/relationship-to-fedora.html",
	},
	Severity: analysis.Warning,
	Tier:     3,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    debianPackageNameOnAmazonLinux,
})

func debianPackageNameOnAmazonLinux(p *analysis.Pass, i *image.Image) {
	for _, c := range i.Commands() {
		if c.Conditional || len(c.Guards) > 0 {
			continue
		}
		for _, w := range installsOn(c, lambda.AL2023) {
			names, ok := lambda.AmazonPackages(w.Text)
			if !ok || !w.Known {
				continue
			}
			d := analysis.Diagnostic{
				Span:    w.Span(),
				Message: fmt.Sprintf("%s is Debian's name, in Amazon Linux 2023 it is %s", w.Text, strings.Join(names, ", ")),
			}
			if w.Source.String() == w.Text && w.Source.Contiguous() {
				d.Fixes = []analysis.Fix{{
					Title: "Install " + strings.Join(names, ", "),
					Edits: []analysis.Edit{{File: i.File.Source, Span: w.Span(), New: strings.Join(names, " ")}},
				}}
			}
			p.Report(d)
		}
	}
}
