package image

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// Simulate works out what a Dockerfile would build.
func Simulate(file *dockerfile.File, in Inputs) *Image {
	b := &builder{image: &Image{File: file, Inputs: in}, expander: newExpander(file), names: map[string][]*Stage{}}
	b.globals = readGlobals(file, &b.image.Inputs, b.expander)
	b.image.Globals = b.globals.env
	for _, instruction := range file.Instructions {
		if instruction.Keyword == "FROM" {
			b.beginStage(instruction)
		} else if b.stage != nil {
			b.step(instruction)
		}
	}
	b.image.Final = b.finalStage()
	if b.image.Final != nil {
		b.image.reached = reach(b.image.Final)
		b.image.Start = startOf(b.image)
	}
	classify(b.image)
	b.image.commands = sync.OnceValue(b.image.findCommands)
	return b.image
}

type builder struct {
	image    *Image
	globals  globals
	expander *expander
	names    map[string][]*Stage
	stage    *Stage
	// triggered counts the steps that ONBUILD made.
	triggered int
}

func (b *builder) beginStage(from *dockerfile.Instruction) {
	stages := b.image.Stages
	s := &Stage{Index: len(stages), Name: alias(from), From: from, earlier: stages, names: b.names}
	if name := strings.ToLower(s.Name); name != "" {
		b.names[name] = append(b.names[name], s)
	}
	inGlobals := func(w dockerfile.Word) Value { return b.expander.expand(w, b.globals.env) }
	s.Reference, s.Base = readBase(from, stages, &b.image.Inputs, inGlobals)
	if flag, ok := from.Flag("platform"); ok {
		s.Platform = inGlobals(flag.Value)
	}
	s.start(b.globals.names)
	b.stage = s
	b.image.Stages = append(stages, s)
	if s.Base.Kind == BaseStage {
		b.pull(s.Base.Stage.triggers)
	}
}

// maxTriggered bounds the steps that ONBUILD makes in all stages together: many stages on one with many triggers would be a great many.
const maxTriggered = 10_000

// pull runs the triggers of the stage that a new one stands on.
func (b *builder) pull(triggers []*dockerfile.Instruction) {
	if b.triggered += len(triggers); b.triggered > maxTriggered {
		b.stage.forget(&Step{Stage: b.stage, Instruction: b.stage.From})
		return
	}
	for _, trigger := range triggers {
		b.step(trigger)
	}
}

// step records an instruction with the state in which it runs, then changes the state.
func (b *builder) step(instruction *dockerfile.Instruction) {
	s := b.stage
	step := &Step{Stage: s, Instruction: instruction, Env: s.Env, WorkDir: s.WorkDir, User: s.User, Shell: s.Shell}
	s.Steps = append(s.Steps, step)
	if instruction.Err != nil {
		b.hole(step)
		return
	}
	if do := effects[instruction.Keyword]; do != nil {
		do(b, step)
	}
}

// effects are what instructions do to the state of their stage.
var effects = map[string]func(*builder, *Step){
	"ARG":     (*builder).arg,
	"ENV":     (*builder).env,
	"WORKDIR": (*builder).workdir,
	"USER":    func(b *builder, s *Step) { b.stage.User = b.firstWord(s) },
	"SHELL":   (*builder).shell,
	"COPY":    (*builder).copy,
	"ADD":     (*builder).copy,
	"RUN":     (*builder).run,
	"CMD": func(b *builder, s *Step) {
		b.stage.setCmd(s.Instruction)
		b.readScript(s)
	},
	"ENTRYPOINT": func(b *builder, s *Step) {
		b.stage.setEntrypoint(s.Instruction)
		b.readScript(s)
	},
	"ONBUILD": func(b *builder, s *Step) {
		if s.Instruction.OnBuild != nil {
			b.stage.triggers = append(b.stage.triggers, s.Instruction.OnBuild)
		}
	},
}

// hole is an instruction that cannot be read: it may have done what its keyword does, or what the keyword was meant to.
func (b *builder) hole(step *Step) {
	s, nowhere := b.stage, Value{Because: []source.Span{step.Instruction.Span}}
	keyword := step.Instruction.Keyword
	known := slices.Contains(dockerfile.Keywords(), keyword)
	if meant := strings.ToUpper(step.Instruction.Err.Suggestion); !known && meant != "" {
		keyword, known = meant, true
	}
	switch keyword {
	case "WORKDIR":
		s.WorkDir = nowhere
	case "USER":
		s.User = nowhere
	case "SHELL":
		s.Shell = []string{}
	case "ENTRYPOINT":
		s.Entrypoint = Argv{Unknown: true}
	case "CMD":
		s.Cmd, s.ownCmd = Argv{Unknown: true}, true
	case "ENV", "ARG":
		s.Env = &Env{outside: &outside{}}
	case "RUN", "COPY", "ADD":
		s.files.run(step) // without a script it could have written anywhere
	case "FROM":
		s.Env, s.Entrypoint = &Env{outside: &outside{}}, Argv{Unknown: true}
		s.forget(step)
	default:
		if !known {
			s.forget(step)
		}
	}
}

// forget is what an instruction that nobody knows may have done to the files and to what starts.
func (s *Stage) forget(step *Step) {
	s.Cmd, s.ownCmd = Argv{Unknown: true}, true
	s.WorkDir = Value{Because: []source.Span{step.Instruction.Span}}
	s.files.run(step)
}

func (b *builder) expandIn(step *Step) func(dockerfile.Word) Value {
	return func(w dockerfile.Word) Value { return b.expander.expand(w, step.Env) }
}

func (b *builder) firstWord(step *Step) Value {
	if len(step.Instruction.Words) == 0 {
		return Value{}
	}
	return b.expander.expand(step.Instruction.Words[0], step.Env)
}

func (b *builder) arg(step *Step) {
	for _, pair := range step.Instruction.Pairs {
		b.stage.Env = b.globals.declare(pair, &b.image.Inputs, b.expander, b.stage.Env)
	}
}

func (b *builder) env(step *Step) {
	for _, pair := range step.Instruction.Pairs {
		name := b.expander.expand(pair.Name, step.Env)
		if !name.Known {
			b.stage.Env = &Env{outside: &outside{}}
			return
		}
		value := b.expander.expand(pair.Value, step.Env)
		value.Because = because([]source.Span{pair.Name.Span().Cover(pair.Value.Span())}, value.Because)
		b.stage.Env = b.stage.Env.set(name.Text, value, false)
	}
}

func (b *builder) workdir(step *Step) {
	b.stage.WorkDir = joinWorkDir(b.stage.WorkDir, b.firstWord(step))
	b.stage.files.workdir(step)
}

// longestPath is Linux's PATH_MAX, in bytes.
const longestPath = 4096

// joinWorkDir is a WORKDIR behind another: absolute, or below it.
func joinWorkDir(old, dir Value) Value {
	joined := Value{Text: dir.Text, Known: dir.Known, Because: dir.Because}
	if strings.Contains(dir.Text, `\`) || strings.Contains(dir.Text, ":") {
		joined.Known = false
		return joined
	}
	if len(old.Text)+len(dir.Text) > longestPath {
		return Value{Because: dir.Because}
	}
	if !path.IsAbs(dir.Text) {
		joined.Text = path.Join("/", old.Text, dir.Text)
		joined.Known = old.Known && dir.Known
		joined.Because = because(dir.Because, old.Because)
		return joined
	}
	joined.Text = path.Clean(dir.Text)
	return joined
}

func (b *builder) shell(step *Step) {
	b.stage.Shell = []string{}
	for _, word := range step.Instruction.Words {
		b.stage.Shell = append(b.stage.Shell, word.Value)
	}
}

func (b *builder) copy(step *Step) {
	step.Copy = readCopy(step, b.image.Stages[:b.stage.Index], &b.image.Inputs, b.expandIn(step))
	b.stage.files.copy(step)
}

func (b *builder) run(step *Step) {
	b.readScript(step)
	b.stage.files.run(step)
}

func (b *builder) readScript(step *Step) { step.script = scriptOf(step, b.image.Inputs.Memory) }

// finalStage is the stage that is built: the target's, which may be a stage's number, else the last.
func (b *builder) finalStage() *Stage {
	stages := b.image.Stages
	if len(stages) == 0 {
		return nil
	}
	target := b.image.Inputs.Target
	if b.image.Inputs.TargetUnknown && len(stages) > 1 {
		return nil
	}
	if target == "" {
		return stages[len(stages)-1]
	}
	if s := stageNamed(stages, target); s != nil {
		return s
	}
	if n, err := strconv.Atoi(target); err == nil && n >= 0 && n < len(stages) {
		return stages[n]
	}
	return nil
}

// reach are the stages that a stage stands on or takes files from.
func reach(final *Stage) map[*Stage]bool {
	reached := map[*Stage]bool{}
	var visit func(*Stage)
	visit = func(s *Stage) {
		if s == nil || reached[s] {
			return
		}
		reached[s] = true
		visit(s.Base.Stage)
		for _, step := range s.Steps {
			if step.Copy != nil {
				visit(step.Copy.From)
			}
			for _, mounted := range mountedStages(step) {
				visit(stageNamed(s.earlier, mounted))
			}
		}
	}
	visit(final)
	return reached
}

// mountedStages are the names that RUN --mount=from= gives.
func mountedStages(step *Step) []string {
	var names []string
	for _, flag := range step.Instruction.Flags {
		if flag.Name != "mount" {
			continue
		}
		for _, part := range strings.Split(flag.Value.Value, ",") {
			if name, ok := strings.CutPrefix(strings.TrimSpace(part), "from="); ok {
				names = append(names, name)
			}
		}
	}
	return names
}

// ReachesFinal reports whether the final image stands on the stage or takes files from it.
func (i *Image) ReachesFinal(s *Stage) bool { return i.reached[s] }

// Chain is the stage with those that it stands on, the first one first.
func (s *Stage) Chain() []*Stage { return slices.Clone(s.chain()) }

// Runs are the RUN steps of the stages that the final image stands on or takes files from, in the order of the stages.
func (i *Image) Runs() []*Step {
	var runs []*Step
	for _, s := range i.Stages {
		if !i.ReachesFinal(s) {
			continue
		}
		for _, step := range s.Steps {
			if step.Instruction.Keyword == "RUN" && step.Instruction.Err == nil {
				runs = append(runs, step)
			}
		}
	}
	return runs
}

// Command is a shell command of a RUN.
type Command struct {
	*shell.Command
	Step *Step
}

// Commands are the commands of all Runs that shells run, in order. They are shared: nobody may change them.
func (i *Image) Commands() []Command { return i.commands() }

func (i *Image) findCommands() []Command {
	var found []Command
	for _, step := range i.Runs() {
		if script := step.Script(); script != nil && !script.Broken {
			for _, c := range script.Commands {
				found = append(found, Command{c, step})
			}
		}
	}
	return found
}
