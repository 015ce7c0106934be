package awstest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// account is a state of the services, as small as deployments let it be.
type account struct {
	mu           sync.Mutex
	registry     string // the host of the repositories' addresses
	repositories map[string]bool
	roles        map[string]bool // whether the basic policy is attached
	functions    map[string]*function
}

// function is a function of an account.
type function struct {
	role, architecture, packageType string
	latest                          string
	versions                        []string // images, of version 1 first
	aliases                         map[string]string
	busyUntil                       time.Time
	created                         bool // the end of the creation was seen
}

// takes is how long a creation or an update is under way.
const takes = 300 * time.Millisecond

func newAccount() *account {
	return &account{registry: enginetest.ECR, repositories: map[string]bool{}, roles: map[string]bool{}, functions: map[string]*function{}}
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c := parse(r, body)
	a.mu.Lock()
	defer a.mu.Unlock()
	answers := map[string]func(call) (any, *apiError){
		"sts:GetCallerIdentity": a.identity,
		"iam:GetRole":           a.getRole, "iam:CreateRole": a.createRole, "iam:AttachRolePolicy": a.attachPolicy,
		"ecr:DescribeRepositories": a.describeRepositories, "ecr:CreateRepository": a.createRepository, "ecr:GetAuthorizationToken": a.authorization,
		"lambda:CreateFunction": a.createFunction, "lambda:GetFunction": a.getFunction, "lambda:GetFunctionConfiguration": a.getConfiguration,
		"lambda:UpdateFunctionCode": a.updateCode, "lambda:ListVersionsByFunction": a.listVersions,
		"lambda:GetAlias": a.getAlias, "lambda:CreateAlias": a.createAlias, "lambda:UpdateAlias": a.updateAlias,
	}
	answer := answers[c.action]
	if answer == nil {
		c.fail(w, &apiError{"UnknownOperationException", c.action})
		return
	}
	value, failed := answer(c)
	if failed != nil {
		c.fail(w, failed)
		return
	}
	c.answer(w, value)
}

func (a *account) identity(call) (any, *apiError) {
	return "<Arn>arn:aws:iam::" + enginetest.ECRAccount + ":user/tester</Arn><UserId>AIDA</UserId><Account>" + enginetest.ECRAccount + "</Account>", nil
}

func roleXML(name string) string {
	return "<Role><Path>/</Path><RoleName>" + escape(name) + "</RoleName><RoleId>AROA</RoleId><Arn>" + roleARN(name) + "</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Role>"
}

func roleARN(name string) string { return "arn:aws:iam::" + enginetest.ECRAccount + ":role/" + name }

func (a *account) getRole(c call) (any, *apiError) {
	name := c.form.Get("RoleName")
	if _, ok := a.roles[name]; !ok {
		return nil, &apiError{"NoSuchEntity", "The role with name " + name + " cannot be found."}
	}
	return roleXML(name), nil
}

func (a *account) createRole(c call) (any, *apiError) {
	name := c.form.Get("RoleName")
	if _, ok := a.roles[name]; ok {
		return nil, &apiError{"EntityAlreadyExists", "Role with name " + name + " already exists."}
	}
	var trust struct {
		Statement []struct{ Principal struct{ Service string } }
	}
	if json.Unmarshal([]byte(c.form.Get("AssumeRolePolicyDocument")), &trust) != nil || len(trust.Statement) != 1 || trust.Statement[0].Principal.Service != "lambda.amazonaws.com" {
		return nil, &apiError{"MalformedPolicyDocument", "the role is not one that Lambda takes on"}
	}
	a.roles[name] = false
	return roleXML(name), nil
}

func (a *account) attachPolicy(c call) (any, *apiError) {
	if c.form.Get("PolicyArn") != "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" {
		return nil, &apiError{"NoSuchEntity", "Policy " + c.form.Get("PolicyArn") + " does not exist or is not attachable."}
	}
	a.roles[c.form.Get("RoleName")] = true
	return "", nil
}

func (a *account) repositoryJSON(name string) map[string]any {
	return map[string]any{"repositoryName": name, "repositoryUri": a.registry + "/" + name, "registryId": enginetest.ECRAccount, "repositoryArn": arn("ecr", "repository/"+name)}
}

func (a *account) describeRepositories(c call) (any, *apiError) {
	var in struct{ RepositoryNames []string }
	_ = json.Unmarshal(c.body, &in)
	list := []any{}
	for _, name := range in.RepositoryNames {
		if !a.repositories[name] {
			return nil, &apiError{"RepositoryNotFoundException", fmt.Sprintf("The repository with name '%s' does not exist in the registry with id '%s'", name, enginetest.ECRAccount)}
		}
		list = append(list, a.repositoryJSON(name))
	}
	return map[string]any{"repositories": list}, nil
}

func (a *account) createRepository(c call) (any, *apiError) {
	var in struct {
		RepositoryName             string
		ImageScanningConfiguration struct{ ScanOnPush bool }
	}
	_ = json.Unmarshal(c.body, &in)
	if a.repositories[in.RepositoryName] {
		return nil, &apiError{"RepositoryAlreadyExistsException", "The repository with name '" + in.RepositoryName + "' already exists"}
	}
	if !in.ImageScanningConfiguration.ScanOnPush {
		return nil, &apiError{"InvalidParameterException", "the test wants repositories that scan what is pushed"}
	}
	a.repositories[in.RepositoryName] = true
	return map[string]any{"repository": a.repositoryJSON(in.RepositoryName)}, nil
}

func (a *account) authorization(call) (any, *apiError) {
	token := base64.StdEncoding.EncodeToString([]byte(enginetest.ECRUser + ":" + enginetest.ECRPassword))
	data := map[string]any{"authorizationToken": token, "expiresAt": time.Now().Add(12 * time.Hour).Unix(), "proxyEndpoint": "https://" + a.registry}
	return map[string]any{"authorizationData": []any{data}}, nil
}

func noFunction(name string) *apiError {
	return &apiError{"ResourceNotFoundException", "Function not found: " + arn("lambda", "function:"+name)}
}

func (a *account) createFunction(c call) (any, *apiError) {
	var in struct {
		FunctionName, PackageType, Role string
		Code                            struct{ ImageUri string }
		Architectures                   []string
		Publish                         bool
	}
	_ = json.Unmarshal(c.body, &in)
	if a.functions[in.FunctionName] != nil {
		return nil, &apiError{"ResourceConflictException", "Function already exist: " + in.FunctionName}
	}
	if attached, known := a.roles[in.Role[strings.LastIndex(in.Role, "/")+1:]]; !known || !attached {
		return nil, &apiError{"InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."}
	}
	f := &function{role: in.Role, architecture: "x86_64", packageType: in.PackageType, latest: in.Code.ImageUri, aliases: map[string]string{}, busyUntil: time.Now().Add(takes)}
	if len(in.Architectures) > 0 {
		f.architecture = in.Architectures[0]
	}
	a.functions[in.FunctionName] = f
	version := f.published(in.Publish)
	return f.configuration(in.FunctionName, version, f.latest), nil
}

// HasFunction has the account, which must be the package's own, hold a function that something else made.
func (c *Cloud) HasFunction(name, packageType, architecture string) {
	a := c.backend.(*account)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.functions[name] = &function{role: roleARN("other"), architecture: architecture, packageType: packageType, aliases: map[string]string{}, created: true}
}

func (f *function) published(publish bool) string {
	if !publish {
		return "$LATEST"
	}
	if n := len(f.versions); n == 0 || f.versions[n-1] != f.latest {
		f.versions = append(f.versions, f.latest)
	}
	return strconv.Itoa(len(f.versions))
}

func (f *function) configuration(name, version, image string) map[string]any {
	state, update := "Active", "Successful"
	if time.Now().Before(f.busyUntil) {
		if f.created {
			update = "InProgress"
		} else {
			state, update = "Pending", "InProgress"
		}
	} else {
		f.created = true
	}
	return map[string]any{
		"FunctionName": name, "FunctionArn": arn("lambda", "function:"+name), "Version": version, "PackageType": f.packageType, "CodeSha256": image[strings.LastIndex(image, ":")+1:],
		"Role": f.role, "Architectures": []string{f.architecture}, "State": state, "LastUpdateStatus": update, "Timeout": 3, "MemorySize": 128,
	}
}

// find gives the image of a version.
func (f *function) find(qualifier string) (version, image string) {
	if to, ok := f.aliases[qualifier]; ok {
		qualifier = to
	}
	if n, err := strconv.Atoi(qualifier); err == nil && n >= 1 && n <= len(f.versions) {
		return qualifier, f.versions[n-1]
	}
	return "$LATEST", f.latest
}

func (a *account) getFunction(c call) (any, *apiError) {
	name := c.functionName()
	f := a.functions[name]
	if f == nil {
		return nil, noFunction(name)
	}
	version, image := f.find(c.query.Get("Qualifier"))
	return map[string]any{"Configuration": f.configuration(name, version, image), "Code": map[string]string{"RepositoryType": "ECR", "ImageUri": image, "ResolvedImageUri": image}}, nil
}

func (a *account) getConfiguration(c call) (any, *apiError) {
	name := c.functionName()
	if f := a.functions[name]; f != nil {
		version, image := f.find(c.query.Get("Qualifier"))
		return f.configuration(name, version, image), nil
	}
	return nil, noFunction(name)
}

func (a *account) updateCode(c call) (any, *apiError) {
	name := c.functionName()
	f := a.functions[name]
	switch {
	case f == nil:
		return nil, noFunction(name)
	case time.Now().Before(f.busyUntil):
		return nil, &apiError{"ResourceConflictException", "The operation cannot be performed at this time. An update is in progress for resource: " + arn("lambda", "function:"+name)}
	}
	var in struct {
		ImageUri string
		Publish  bool
	}
	_ = json.Unmarshal(c.body, &in)
	f.created, f.latest, f.busyUntil = true, in.ImageUri, time.Now().Add(takes)
	return f.configuration(name, f.published(in.Publish), f.latest), nil
}

func (a *account) listVersions(c call) (any, *apiError) {
	name := c.functionName()
	f := a.functions[name]
	if f == nil {
		return nil, noFunction(name)
	}
	list := []any{f.configuration(name, "$LATEST", f.latest)}
	for i, image := range f.versions {
		list = append(list, f.configuration(name, strconv.Itoa(i+1), image))
	}
	return map[string]any{"Versions": list}, nil
}

// aliasOf is the alias that a call names, with the function that has it; the function is nil when there is none.
func (a *account) aliasOf(c call) (f *function, name, version string) {
	var in struct{ Name, FunctionVersion string }
	_ = json.Unmarshal(c.body, &in)
	if len(c.path) > 2 {
		in.Name = c.path[2]
	}
	return a.functions[c.functionName()], in.Name, in.FunctionVersion
}

func aliasJSON(c call, name, version string) any {
	return map[string]string{"AliasArn": arn("lambda", "function:"+c.functionName()+":"+name), "Name": name, "FunctionVersion": version}
}

func (a *account) getAlias(c call) (any, *apiError) {
	f, name, _ := a.aliasOf(c)
	if f == nil || f.aliases[name] == "" {
		return nil, &apiError{"ResourceNotFoundException", "Cannot find alias arn: " + name}
	}
	return aliasJSON(c, name, f.aliases[name]), nil
}

func (a *account) createAlias(c call) (any, *apiError) {
	f, name, version := a.aliasOf(c)
	if f == nil {
		return nil, noFunction(c.functionName())
	}
	f.aliases[name] = version
	return aliasJSON(c, name, version), nil
}

func (a *account) updateAlias(c call) (any, *apiError) {
	f, name, version := a.aliasOf(c)
	if f == nil || f.aliases[name] == "" {
		return nil, &apiError{"ResourceNotFoundException", "Cannot find alias arn: " + name}
	}
	f.aliases[name] = version
	return aliasJSON(c, name, version), nil
}
