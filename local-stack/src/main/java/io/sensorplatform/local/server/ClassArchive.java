package io.sensorplatform.local.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parsed and linked classes of a child JVM, kept in a file: with it the JVM starts with about
 * half the work. Shared by all stacks of a checkout, valid for one build of the classes.
 *
 * <p>There is none after a build. Then a stack's JVMs note which classes they load, and leave a
 * script that makes the archive of them; {@code ./platform up} runs that when it has time.
 */
public final class ClassArchive {
  private final Path file;
  private final List<Path> classpath;

  ClassArchive(Checkout checkout, String name, List<Path> classpath) {
    this.file =
        checkout
            .target("local-stack")
            .resolve("class-archives")
            .resolve(name + "-" + Runtime.version() + ".jsa");
    this.classpath = classpath;
  }

  /** Where the scripts are left; only stacks that have this directory make archives. */
  public static Path requests(Path data) {
    return data.resolve("class-archives");
  }

  /** What the JVM is to be started with in addition. */
  List<String> flags(Path data, String name, List<String> jvmFlags) {
    if (isCurrent()) {
      // Should it not fit after all, the JVM goes on without it: nothing to worry anyone with.
      return List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off", "-Xlog:aot=off");
    }
    if (!Files.isDirectory(requests(data)) || !canBeMade()) {
      return List.of();
    }
    Path classList = requests(data).resolve(name + ".classes");
    Secrets.writePrivately(requests(data).resolve(name + ".sh"), script(data, classList, jvmFlags));
    return List.of("-XX:DumpLoadedClassList=" + classList);
  }

  private String script(Path data, Path classList, List<String> jvmFlags) {
    // Another stack may make the same one at the same time.
    String draft = file + "." + Integer.toHexString(data.hashCode());
    List<String> command = new ArrayList<>();
    command.addAll(List.of("nice", "-n", "19", Jvm.java().toString(), Jvm.marker(data)));
    command.addAll(jvmFlags);
    command.addAll(
        List.of(
            "-XX:+AOTClassLinking",
            "-Xshare:dump",
            "-Xlog:cds=off",
            "-Xlog:aot=off",
            "-XX:SharedClassListFile=" + classList,
            "-XX:SharedArchiveFile=" + draft,
            "-cp",
            classpath.stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator))));
    return quoted(command) + " && " + quoted(List.of("mv", "-f", draft, file.toString())) + "\n";
  }

  private static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private boolean isCurrent() {
    try {
      return Files.exists(file) && Files.getLastModifiedTime(file).compareTo(newest(classpath)) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The JVM archives classes of jars only. */
  private boolean canBeMade() {
    try {
      Files.createDirectories(file.resolveSibling(""));
      return Files.isWritable(file.resolveSibling(""))
          && classpath.stream().noneMatch(Files::isDirectory);
    } catch (IOException e) {
      return false;
    }
  }

  private static FileTime newest(List<Path> classpath) throws IOException {
    FileTime newest = FileTime.fromMillis(0);
    for (Path entry : classpath) {
      try (Stream<Path> files =
          entry.endsWith("*") ? Files.list(entry.resolveSibling("")) : Stream.of(entry)) {
        for (Path file : files.toList()) {
          FileTime changed = Files.getLastModifiedTime(file);
          newest = changed.compareTo(newest) > 0 ? changed : newest;
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return newest;
  }
}
