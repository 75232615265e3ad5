// Keeps the sources of the kind that was asked for, in the package that was asked for, and lets the others go.
def project = new File(request.outputDirectory, request.artifactId)
def kind = request.properties['kind']
def packageFolder = request.properties['package'].replace('.', '/')

['src/main/java', 'src/test/java'].each { root ->
    def sources = new File(project, root)
    def wanted = new File(sources, kind).listFiles().collectEntries { [it.name, it.getText('UTF-8')] }
    sources.deleteDir()
    def target = new File(sources, packageFolder)
    target.mkdirs()
    wanted.each { name, text -> new File(target, name).setText(text, 'UTF-8') }
}

// Not among the templates: archivers leave files of that name out.
new File(project, '.gitignore').setText('target/\n', 'UTF-8')
