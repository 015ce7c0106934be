package lambda

import (
	"strings"
	"testing"
)

func TestFamily(t *testing.T) {
	for ref, want := range map[string]string{
		"python:3.12":                                                  "debian apt-get",
		"python":                                                       "debian apt-get",
		"python:3.12-slim-bookworm":                                    "debian apt-get",
		"python:3.13rc1-alpine3.20":                                    "alpine apk",
		"docker.io/library/python:3-alpine":                            "alpine apk",
		"public.ecr.aws/docker/library/node:22-bullseye":               "debian apt-get",
		"node:lts-alpine":                                              "alpine apk",
		"node:iron-slim":                                               "debian apt-get",
		"node:latest":                                                  "debian apt-get",
		"golang:1.26-alpine":                                           "alpine apk",
		"rust:1.80-slim":                                               "debian apt-get",
		"debian:12.5-slim":                                             "debian apt-get",
		"ubuntu:22.04":                                                 "ubuntu apt-get",
		"ubuntu":                                                       "ubuntu apt-get",
		"alpine:3.19":                                                  "alpine apk",
		"amazonlinux:2":                                                "amazonlinux2 yum",
		"amazonlinux:2023":                                             "amazonlinux2023 dnf",
		"amazonlinux:2023.3.20240312.0":                                "amazonlinux2023 dnf",
		"public.ecr.aws/amazonlinux/amazonlinux:2":                     "amazonlinux2 yum",
		"amazoncorretto:17":                                            "amazonlinux yum",
		"amazoncorretto:17-al2023":                                     "amazonlinux2023 dnf",
		"amazoncorretto:21-alpine3.19-jdk":                             "alpine apk",
		"eclipse-temurin:21-jre-jammy":                                 "ubuntu apt-get",
		"eclipse-temurin:21-jre-ubi9-minimal":                          "rhel dnf",
		"maven:3.9-amazoncorretto-21":                                  "amazonlinux yum",
		"maven:3.9-eclipse-temurin-21-alpine":                          "alpine apk",
		"gradle:8-jdk17":                                               "ubuntu apt-get",
		"mcr.microsoft.com/dotnet/sdk:10.0":                            "ubuntu apt-get",
		"mcr.microsoft.com/dotnet/sdk:10.0.100-alpine3.22":             "alpine apk",
		"mcr.microsoft.com/dotnet/sdk:8.0":                             "debian apt-get",
		"mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled":           "distroless ",
		"mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022":         "windows ",
		"mcr.microsoft.com/dotnet/sdk:8.0-alpine-amd64":                "alpine apk",
		"mcr.microsoft.com/windows/servercore:ltsc2022":                "windows ",
		"python:3.12-windowsservercore-ltsc2022":                       "windows ",
		"gcr.io/distroless/python3-debian12:nonroot":                   "distroless ",
		"ghcr.io/astral-sh/uv:python3.12-bookworm-slim":                "debian apt-get",
		"ghcr.io/astral-sh/uv:python3.12-alpine":                       "alpine apk",
		"ghcr.io/astral-sh/uv:0.5.1":                                   "distroless ",
		"nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04":                 "ubuntu apt-get",
		"public.ecr.aws/lambda/python:3.12":                            "amazonlinux2023 dnf",
		"public.ecr.aws/lambda/python:3.11":                            "amazonlinux2 yum",
		"public.ecr.aws/sam/build-python3.12:latest":                   "amazonlinux yum",
		"python:3.12@sha256:0b1a31b2":                                  "debian apt-get",
		"public.ecr.aws/lambda/python@sha256:0b1a31b2":                 "?",
		"python@sha256:0b1a31b2":                                       "?",
		"python:${VERSION}":                                            "?",
		"python:3.12-myown":                                            "?",
		"openjdk:17":                                                   "?",
		"mycompany/python:3.12":                                        "?",
		"example.com/library/python:3.12":                              "?",
		"111122223333.dkr.ecr.us-east-1.amazonaws.com/base:python3.12": "?",
		"localhost:5000/lambda/python:3.12":                            "?",
		"scratch":                                                      "?",
		"":                                                             "?",
		"bitnami/python:3.12":                                          "?",
		"ghcr.io/astral-sh/uv:nobody-knows":                            "?",
	} {
		family, managers, ok := Family(ref)
		got := "?"
		if ok {
			got = family + " " + strings.Join(managers[:min(1, len(managers))], "")
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", ref, got, want)
		}
	}
}

func TestLanguageImage(t *testing.T) {
	for ref, want := range map[string]string{
		"python:3.12.4-slim": "python 3.12.4", "python:3.13rc1": "python 3.13", "python": "python ", "node:22-alpine": "nodejs 22", "node:lts": "nodejs ",
		"ruby:3.3-slim": "ruby 3.3", "golang:1.26": "go 1.26", "eclipse-temurin:17.0.9_9-jre": "java 17.0.9", "amazoncorretto:21-al2023": "java 21",
		"mcr.microsoft.com/dotnet/aspnet:8.0-alpine": "dotnet 8.0", "ghcr.io/astral-sh/uv:python3.12-bookworm": "python 3.12", "ghcr.io/astral-sh/uv:0.5": "python ",
		"ghcr.io/astral-sh/uv:0.5.1-python3.12-alpine": "python 3.12", "gradle:8-jdk17": "java 17", "maven:3-eclipse-temurin-21": "java 21", "maven:3.9": "java ",
		"docker.io/library/node:20": "nodejs 20", "alpine:3.19": "?", "python:${V}": "?", "foo/python:3": "?", "gcr.io/distroless/python3-debian12": "python ",
	} {
		lang, version, ok := LanguageImage(ref)
		got := "?"
		if ok {
			got = string(lang) + " " + version
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", ref, got, want)
		}
	}
}

func TestLibC(t *testing.T) {
	for ref, want := range map[string]string{
		"python:3.12-bookworm": "glibc 2.36", "python:3.12": "glibc ", "python:3.12-alpine3.20": "musl ", "debian:12": "glibc 2.36", "debian:11.9-slim": "glibc 2.31", "mcr.microsoft.com/dotnet/aspnet:8.0.4": "glibc 2.36",
		"ubuntu:24.04": "glibc 2.39", "amazonlinux:2": "glibc 2.26", "public.ecr.aws/lambda/python:3.12": "glibc 2.34", "public.ecr.aws/lambda/python:3.9": "glibc 2.26",
		"gcr.io/distroless/static": "?", "public.ecr.aws/lambda/python": "?", "private/image": "?",
	} {
		name, version, ok := LibC(ref)
		got := "?"
		if ok {
			got = name + " " + version
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", ref, got, want)
		}
	}
}

func TestInterpreterPaths(t *testing.T) {
	for ref, want := range map[string]string{
		"python:3.12.4-slim":                "/usr/local/bin/python /usr/local/bin/python3 /usr/local/bin/python3.12 not /usr/bin/python",
		"python:3":                          "/usr/local/bin/python /usr/local/bin/python3 not /usr/bin/python",
		"node:22":                           "/usr/local/bin/node /usr/local/bin/npx /usr/local/bin/npm not ",
		"public.ecr.aws/lambda/python:3.12": "/var/lang/bin/python /var/lang/bin/python3 /var/lang/bin/python3.12 not /usr/local/bin/python /usr/local/bin/python3 /usr/local/bin/python3.12",
		"public.ecr.aws/lambda/provided":    "?",
		"debian:12":                         "?",
	} {
		present, absent, ok := InterpreterPaths(ref)
		got := "?"
		if ok {
			got = strings.Join(present, " ") + " not " + strings.Join(absent, " ")
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", ref, got, want)
		}
	}
}

func TestPackageManagers(t *testing.T) {
	for command, want := range map[string]bool{"apt-get": true, "apk": true, "yum": true, "dnf": true, "microdnf": true, "pacman": true, "pip": false, "rpm": false, "": false} {
		if got := IsPackageManager(command); got != want {
			t.Errorf("%s: got %v", command, got)
		}
	}
	if got := strings.Join(FamiliesOf("apk"), " "); got != "alpine wolfi" {
		t.Errorf("apk is at home in %s", got)
	}
	for i := range publicImages {
		if f := publicImages[i].Family; f != "" && findFamily(f).Name == "" {
			t.Errorf("%s is of the unknown family %s", publicImages[i].Name, f)
		}
	}
	for i := range suites {
		if findFamily(suites[i].Family).Name == "" {
			t.Errorf("%s is of the unknown family %s", suites[i].Token, suites[i].Family)
		}
	}
}

func FuzzFamily(f *testing.F) {
	for _, seed := range []string{"python:3.12-slim", "ghcr.io/astral-sh/uv:python3.12-alpine", "amazonlinux:2023.3", "public.ecr.aws/lambda/go:1", "maven:3-temurin-", "debian:-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, ref string) {
		family, managers, ok := Family(ref)
		if !ok && (family != "" || managers != nil) {
			t.Fatalf("%q: family %q although unsure", ref, family)
		}
		LibC(ref)
		LanguageImage(ref)
		InterpreterPaths(ref)
		BringsClient(ref)
		ParseECRImage(ref)
	})
}

func BenchmarkFamily(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Family("public.ecr.aws/docker/library/python:3.12-slim-bookworm")
	}
}
