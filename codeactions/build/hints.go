package build

import "regexp"

// hints say what to do about failures that many people meet.
var hints = []struct {
	says *regexp.Regexp
	hint string
}{
	{regexp.MustCompile(`no space left on device`), "the disk is full, `docker system df` shows what takes it and `docker builder prune` frees the build cache"},
	{regexp.MustCompile(`exec format error|exec user process caused: exec format error`), "the image is for another processor, build for this one's platform or install emulation with `docker run --privileged --rm tonistiigi/binfmt --install all`"},
	{regexp.MustCompile(`public\.ecr\.aws.*(401|403|authorization token has expired|denied)|(401|403|authorization token has expired|denied).*public\.ecr\.aws`), "an expired login is in the way, `docker logout public.ecr.aws` and try again"},
	{regexp.MustCompile(`no basic auth credentials|authorization token has expired`), "log in to the registry of the base image first: aws ecr get-login-password | docker login --username AWS --password-stdin ACCOUNT.dkr.ecr.REGION.amazonaws.com"},
	{regexp.MustCompile(`toomanyrequests|429 Too Many Requests`), "the registry counts pulls, log in to it or use a copy in public.ecr.aws/docker/library"},
	{regexp.MustCompile(`no such host|i/o timeout|network is unreachable|TLS handshake timeout|Temporary failure (in|resolving)`), "the network or its names could not be reached, check the connection and the proxy settings of the engine"},
	{regexp.MustCompile(`manifest unknown|manifest for .* not found|: not found: not found`), "there is no such tag, check the name of the base image"},
	{regexp.MustCompile(`no match for platform in manifest|does not match the specified platform|no matching manifest for`), "the base image is not made for this platform"},
	{regexp.MustCompile(`[Cc]annot connect to the Docker daemon|error reading from server: EOF|connection reset by peer|unexpected EOF|error during connect|transport is closing|broken pipe`), "the engine went away during the build, start it and try again"},
	{regexp.MustCompile(`no builder ".*" found`), "`docker buildx ls` lists the builders"},
	{regexp.MustCompile(`microdnf|dnf: command not found|yum: command not found|apt-get: (command )?not found|apk: (command )?not found`), "the base image has another package manager"},
}

// hint is what to do about a failure; empty when that is not known.
func hint(text string) string {
	for _, h := range hints {
		if h.says.MatchString(text) {
			return h.hint
		}
	}
	return ""
}
