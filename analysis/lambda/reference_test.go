package lambda

import (
	"strings"
	"testing"
)

func TestParseReference(t *testing.T) {
	const digest = "sha256:0b1a31b2a1f5b1a5b0a2f8e8b4d8e6b8f0c8f1a2b3c4d5e6f708192a3b4c5d6e"
	for ref, want := range map[string]Reference{
		"public.ecr.aws/lambda/python:3.12":       {Language: Python, Tag: "3.12", Valid: true, Runtime: "3.12"},
		"public.ecr.aws/lambda/python:3.12 ":      {Language: Python, Tag: "3.12", Valid: true, Runtime: "3.12"},
		"PUBLIC.ECR.AWS/lambda/python:3.12":       {Language: Python, Tag: "3.12", Valid: true, Runtime: "3.12"},
		"public.ecr.aws/lambda/python:3.12-arm64": {Language: Python, Tag: "3.12-arm64", Valid: true, Runtime: "3.12", Arch: "arm64"},
		"public.ecr.aws/lambda/python:3.11.2024.01.05.15": {Language: Python, Tag: "3.11.2024.01.05.15", Valid: true,
			Runtime: "3.11", Date: "2024.01.05.15"},
		"public.ecr.aws/lambda/python:3.12.2026.10.03.13-arm64@" + digest: {Language: Python, Tag: "3.12.2026.10.03.13-arm64", Digest: digest,
			Valid: true, Runtime: "3.12", Date: "2026.10.03.13", Arch: "arm64"},
		"public.ecr.aws/lambda/java:8.al2.2024.01.01.10": {Language: Java, Tag: "8.al2.2024.01.01.10", Valid: true, Runtime: "8.al2", Date: "2024.01.01.10"},
		"public.ecr.aws/lambda/java:8.al2023":            {Language: Java, Tag: "8.al2023", Valid: true, Runtime: "8.al2023"},
		"public.ecr.aws/lambda/java:17.al2023.2026.07.17.17-x86_64": {Language: Java, Tag: "17.al2023.2026.07.17.17-x86_64", Valid: true,
			Runtime: "17.al2023", Date: "2026.07.17.17", Arch: "x86_64"},
		"public.ecr.aws/lambda/java:11.2024.01.05.15":                                {Language: Java, Tag: "11.2024.01.05.15", Valid: true, Runtime: "11", Date: "2024.01.05.15"},
		"public.ecr.aws/lambda/provided:al2023.2026.02.27.21":                        {Language: Provided, Tag: "al2023.2026.02.27.21", Valid: true, Runtime: "al2023", Date: "2026.02.27.21"},
		"public.ecr.aws/lambda/provided:alami.2023.03.21.19":                         {Language: Provided, Tag: "alami.2023.03.21.19", Valid: true, Runtime: "alami", Date: "2023.03.21.19"},
		"public.ecr.aws/lambda/nodejs:26-preview.2026.08.21.22":                      {Language: NodeJS, Tag: "26-preview.2026.08.21.22", Valid: true, Runtime: "26", Preview: true, Date: "2026.08.21.22"},
		"public.ecr.aws/lambda/python:3.15-preview-x86_64":                           {Language: Python, Tag: "3.15-preview-x86_64", Valid: true, Runtime: "3.15", Preview: true, Arch: "x86_64"},
		"public.ecr.aws/lambda/dotnet:core3.1":                                       {Language: DotNet, Tag: "core3.1", Valid: true, Runtime: "core3.1"},
		"public.ecr.aws/lambda/ruby":                                                 {Language: Ruby},
		"public.ecr.aws/lambda/ruby@" + digest:                                       {Language: Ruby, Digest: digest},
		"public.ecr.aws/lambda/nodejs:latest":                                        {Language: NodeJS, Tag: "latest", Valid: true, Runtime: "latest"},
		"public.ecr.aws/lambda/nodejs:20.x":                                          {Language: NodeJS, Tag: "20.x"},
		"public.ecr.aws/lambda/python:3.12-slim":                                     {Language: Python, Tag: "3.12-slim"},
		"public.ecr.aws/lambda/python:3.12-arm64-slim":                               {Language: Python, Tag: "3.12-arm64-slim"},
		"public.ecr.aws/lambda/python:":                                              {Language: Python},
		"public.ecr.aws/lambda/go:1":                                                 {Language: Go, Tag: "1", Valid: true, Runtime: "1"},
		"amazon/aws-lambda-python:3.9":                                               {Registry: DockerHub, Language: Python, Tag: "3.9", Valid: true, Runtime: "3.9"},
		"docker.io/amazon/aws-lambda-nodejs:22":                                      {Registry: DockerHub, Language: NodeJS, Tag: "22", Valid: true, Runtime: "22"},
		"Index.Docker.io/amazon/aws-lambda-nodejs:22":                                {Registry: DockerHub, Language: NodeJS, Tag: "22", Valid: true, Runtime: "22"},
		"localhost:5000/lambda/python:3.12":                                          {Registry: Mirror, Language: Python, Tag: "3.12", Valid: true, Runtime: "3.12"},
		"111122223333.dkr.ecr.us-east-1.amazonaws.com/ecr-public/lambda/python:3.12": {Registry: Mirror, Language: Python, Tag: "3.12", Valid: true, Runtime: "3.12"},
		"ghcr.example.com:8443/hub/amazon/aws-lambda-java:21":                        {Registry: Mirror, Language: Java, Tag: "21", Valid: true, Runtime: "21"},
	} {
		t.Run(ref, func(t *testing.T) {
			got, ok := ParseReference(ref)
			if !ok {
				t.Fatal("not recognised")
			}
			trimmed := strings.TrimRight(ref, " ")
			if got.Tag == "" && !strings.HasSuffix(ref, ":") && got.TagStart != len(trimmed) {
				t.Errorf("tag starts at %d, want the reference's length", got.TagStart)
			}
			if !strings.HasPrefix(trimmed[got.TagStart:], got.Tag) {
				t.Errorf("tag %q does not stand at %d", got.Tag, got.TagStart)
			}
			if !strings.HasPrefix(strings.ToLower(ref), strings.ToLower(got.Repository)) {
				t.Errorf("repository %q is not as written", got.Repository)
			}
			got.Known, got.TagStart, got.Repository = nil, 0, ""
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestParseReferenceLeavesOtherImagesAlone(t *testing.T) {
	for _, ref := range []string{
		"", " ", "scratch", "python:3.12", "amazonlinux:2023", "lambda/python:3.12", "/lambda/python:3.12",
		"public.ecr.aws/lambda/python:${VERSION}", "public.ecr.aws/lambda/$LANG:3.12", "${BASE}", "public.ecr.aws/lambda/python:{{ version }}",
		"public.ecr.aws/lambda/pythons:3.12", "public.ecr.aws/lambda/rust:1", "public.ecr.aws/lambda/python/extra:3.12", "public.ecr.aws/lambda/",
		"public.ecr.aws/lambda/python:3.12 AS build", "public.ecr.aws/lambda/python@latest", "@", ":", "a@b:c",
		"public.ecr.aws/sam/build-python3.12", "public.ecr.aws/sam/emulation-python3.12:latest", "public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1",
		"amazon/aws-lambda-ric:1", "docker.io/library/python:3.12", "example.com/my-lambda/python:3",
	} {
		if got, ok := ParseReference(ref); ok {
			t.Errorf("%q is taken for %+v", ref, got)
		}
	}
}

func TestKnownTag(t *testing.T) {
	for ref, want := range map[string]string{
		"public.ecr.aws/lambda/python:3.12.2026.10.03.13-arm64": "3.12",
		"public.ecr.aws/lambda/python:3.15-preview":             "3.15-preview",
		"public.ecr.aws/lambda/python:3.15":                     "",
		"public.ecr.aws/lambda/python:latest":                   "",
		"public.ecr.aws/lambda/provided:al2022":                 "",
		"public.ecr.aws/lambda/python":                          "",
	} {
		parsed, _ := ParseReference(ref)
		got := ""
		if parsed.Known != nil {
			got = parsed.Known.Name
		}
		if got != want {
			t.Errorf("%s: known tag %q, want %q", ref, got, want)
		}
	}
}

func TestSAMBuildImage(t *testing.T) {
	for ref, want := range map[string]bool{
		"public.ecr.aws/sam/build-python3.12":               true,
		"public.ecr.aws/sam/build-nodejs20.x:latest-x86_64": true,
		"Public.ECR.aws/sam/emulation-java21":               true,
		"docker.io/lambci/lambda:build-python3.8":           true,
		"public.ecr.aws/lambda/python:3.12":                 false,
		"public.ecr.aws/sam/build-python${VERSION}":         false,
		"": false,
	} {
		if got := SAMBuildImage(ref); got != want {
			t.Errorf("%q: got %v, want %v", ref, got, want)
		}
	}
}

func FuzzParseReference(f *testing.F) {
	for _, seed := range []string{"public.ecr.aws/lambda/python:3.12", "amazon/aws-lambda-nodejs:22-arm64@sha256:ab", "localhost:5000/lambda/java:8.al2.2024.01.01.10", "a/lambda/provided:alami-preview", "::@@//"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, ref string) {
		got, ok := ParseReference(ref)
		if !ok {
			return
		}
		if got.TagStart > len(ref) || !strings.HasPrefix(ref[got.TagStart:], got.Tag) {
			t.Fatalf("%q: tag %q does not stand at %d", ref, got.Tag, got.TagStart)
		}
		if !got.Valid && (got.Runtime+got.Date+got.Arch != "" || got.Preview || got.Known != nil) {
			t.Fatalf("%q: parts of an invalid tag: %+v", ref, got)
		}
		SuggestTag(got.Language, got.Tag, AsOf())
		NewerThanKnown(got.Language, got.Runtime)
		Replacement(got, AsOf())
	})
}

func BenchmarkParseReference(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ParseReference("111122223333.dkr.ecr.us-east-1.amazonaws.com/ecr-public/lambda/java:17.al2023.2026.07.17.17-x86_64")
	}
}
