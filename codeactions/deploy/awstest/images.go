package awstest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
	"github.com/lambdock/lambdock/codeactions/invoke"
)

// manifest is what the registry holds under a tag or digest.
type manifest struct {
	digest, mediaType string
	text              []byte
}

var errNoManifest = errors.New("there is no such manifest")

// manifestTypes are all forms of manifests, so that the registry converts none.
var manifestTypes = []string{
	"application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json",
}

func readManifest(ctx context.Context, repository, ref string) (*manifest, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+enginetest.Registry+"/v2/"+repository+"/manifests/"+ref, nil)
	if err != nil {
		return nil, err
	}
	request.Header["Accept"] = manifestTypes
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		return nil, errNoManifest
	}
	text, err := io.ReadAll(response.Body)
	return &manifest{response.Header.Get("Docker-Content-Digest"), response.Header.Get("Content-Type"), text}, err
}

// splitAddress takes an address of ECR apart: "…amazonaws.com/name:tag" or "…amazonaws.com/name@sha256:…".
func splitAddress(address string) (repository, ref string, ok bool) {
	rest, ok := strings.CutPrefix(address, enginetest.ECR+"/")
	if name, digest, found := strings.Cut(rest, "@"); found {
		return name, digest, ok
	}
	name, tag, found := strings.Cut(rest, ":")
	return name, tag, ok && found
}

// manifest answers ecr:BatchGetImage from the registry.
func (c *Cloud) manifest(w http.ResponseWriter, asked call) {
	var in struct {
		RepositoryName string
		ImageIds       []struct{ ImageTag, ImageDigest string }
	}
	if err := json.Unmarshal(asked.body, &in); err != nil || len(in.ImageIds) != 1 {
		asked.fail(w, &apiError{"InvalidParameterException", "the test wants one image"})
		return
	}
	id := map[string]string{}
	for name, value := range map[string]string{"imageTag": in.ImageIds[0].ImageTag, "imageDigest": in.ImageIds[0].ImageDigest} {
		if value != "" {
			id[name] = value
		}
	}
	found, err := readManifest(context.Background(), in.RepositoryName, in.ImageIds[0].ImageTag+in.ImageIds[0].ImageDigest)
	switch {
	case errors.Is(err, errNoManifest):
		missing := map[string]any{"imageId": id, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"}
		asked.answer(w, map[string]any{"images": []any{}, "failures": []any{missing}})
	case err != nil:
		asked.fail(w, &apiError{"ServerException", err.Error()})
	default:
		id = maps.Clone(id)
		id["imageDigest"] = found.digest
		image := map[string]any{"registryId": enginetest.ECRAccount, "repositoryName": in.RepositoryName, "imageId": id, "imageManifest": string(found.text), "imageManifestMediaType": found.mediaType}
		asked.answer(w, map[string]any{"images": []any{image}, "failures": []any{}})
	}
}

// take gives a function an image, if Lambda would take it. The refusals are in Lambda's words.
func (c *Cloud) take(w http.ResponseWriter, r *http.Request, asked call) {
	var in struct {
		ImageUri string
		Code     struct{ ImageUri string }
	}
	_ = json.Unmarshal(asked.body, &in)
	address := in.ImageUri + in.Code.ImageUri
	if problem := refuses(r.Context(), address); problem != "" {
		asked.fail(w, &apiError{"InvalidParameterValueException", problem})
		return
	}
	answer := httptest.NewRecorder()
	c.backend.ServeHTTP(answer, r)
	var said struct{ Version string }
	if answer.Code < http.StatusBadRequest && json.Unmarshal(answer.Body.Bytes(), &said) == nil {
		c.mu.Lock()
		name := asked.functionName()
		c.images[name], c.images[name+":"+said.Version] = address, address
		c.mu.Unlock()
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// refuses says why Lambda does not take an image; empty when it does.
func refuses(ctx context.Context, address string) string {
	repository, ref, ok := splitAddress(address)
	if !ok {
		return fmt.Sprintf("Source image %s is not valid. Provide a valid source image.", address)
	}
	found, err := readManifest(ctx, repository, ref)
	switch {
	case err != nil:
		return fmt.Sprintf("Source image %s does not exist. Provide a valid source image.", address)
	case strings.Contains(found.mediaType, "index") || strings.Contains(found.mediaType, "manifest.list"):
		return fmt.Sprintf("The image manifest, config or layer media type for the source image %s is not supported.", address)
	}
	return ""
}

// invoke runs the image of a function's version, pulled from the registry, with the call's event.
func (c *Cloud) invoke(w http.ResponseWriter, r *http.Request, asked call) {
	name := asked.functionName()
	address := c.image(name, asked.query.Get("Qualifier"))
	repository, ref, ok := splitAddress(address)
	if !ok {
		asked.fail(w, &apiError{"ResourceNotFoundException", "Function not found: " + name})
		return
	}
	image := enginetest.Registry + "/" + repository + "@" + ref
	if err := c.engine.Pull(r.Context(), image, "", nil); err != nil {
		asked.fail(w, &apiError{"ServiceException", err.Error()})
		return
	}
	local := invoke.Open(c.engine, invoke.Function{Name: name, Image: image, Region: enginetest.ECRRegion}, io.Discard)
	defer local.Close()
	outcome, err := local.Invoke(r.Context(), invoke.Event{Payload: asked.body}, nil)
	if err != nil {
		asked.fail(w, &apiError{"ServiceException", err.Error()})
		return
	}
	if outcome.Failed() {
		w.Header().Set("X-Amz-Function-Error", "Unhandled")
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(outcome.Payload)
}
