import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.ImportOrderer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks ({@code check}) or mends ({@code apply}) the format of every Java source below a directory
 * with google-java-format. Run by the build on the JDK 25 toolchain, so that Maven itself may run
 * on an older JDK that could not parse our sources.
 */
class SourceFormat {
  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    var formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    List<Path> wrong = new ArrayList<>();
    for (Path file : sources(root)) {
      String source = Files.readString(file);
      String formatted;
      try {
        formatted =
            formatter.formatSource(
                ImportOrderer.reorderImports(
                    RemoveUnusedImports.removeUnusedImports(source),
                    JavaFormatterOptions.Style.GOOGLE));
      } catch (Exception e) {
        System.err.println("[ERROR] " + root.relativize(file) + ": " + e.getMessage());
        System.exit(1);
        return;
      }
      if (!formatted.equals(source)) {
        wrong.add(root.relativize(file));
        if (apply) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (wrong.isEmpty()) {
      return;
    }
    if (apply) {
      wrong.forEach(file -> System.out.println("formatted " + file));
      return;
    }
    wrong.forEach(file -> System.err.println("[ERROR] not formatted: " + file));
    System.err.println("[ERROR] mend with: mvn -q -N process-sources -Dformat=apply");
    System.exit(1);
  }

  private static List<Path> sources(Path root) throws Exception {
    List<Path> sources = new ArrayList<>();
    try (var modules = Files.newDirectoryStream(root, module -> Files.exists(module.resolve("src")))) {
      for (Path module : modules) {
        try (var files = Files.walk(module.resolve("src"))) {
          files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
        }
      }
    }
    return sources;
  }
}
