package io.sensorplatform.local.server;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Command lines of child JVMs. */
public final class Jvm {
  private Jvm() {}

  /** The {@code java} that runs this code: the children need the same release. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /**
   * A server's command.
   *
   * @param data marks the process in the process list, so that leftovers of a crash are found
   */
  public static List<String> command(
      Checkout checkout,
      Path data,
      String name,
      List<String> flags,
      List<Path> classpath,
      String main,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java().toString());
    command.add(marker(data));
    // A server without memory is of no use to anyone; a dead one is seen and started again.
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(flags);
    command.addAll(new ClassArchive(checkout, name, classpath).flags(data, name, flags));
    command.add("-cp");
    command.add(
        classpath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(main);
    command.addAll(arguments);
    return command;
  }

  /** What every JVM that belongs to a data directory carries in its command line. */
  public static String marker(Path data) {
    return "-Dplatform.data=" + data;
  }
}
