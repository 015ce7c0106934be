package workspace

// functionReaders read the files that say which function uses an image.
var functionReaders = []reader{
	{isStackTemplate, readTemplate},
}
