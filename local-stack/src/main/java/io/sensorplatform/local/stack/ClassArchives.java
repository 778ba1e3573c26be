package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.ClassArchive;
import io.sensorplatform.local.server.Jvm;
import io.sensorplatform.local.server.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the class archives that the JVMs of a stack were started without, so that the next start is
 * quicker: once after each build, in the background, after a minute in which whoever started the
 * stack has the machine to themselves.
 */
final class ClassArchives {
  private static final String MAKE_ALL =
      """
      sleep 60
      for script in "$1"/*.sh; do
        # A JVM that was started again meanwhile is still noting its classes.
        size=none
        until [ "$size" = "$(wc -c <"${script%.sh}.classes")" ]; do
          size=$(wc -c <"${script%.sh}.classes")
          sleep 5
        done
        sh "$script"
        rm -f "$script"
      done
      """;

  private ClassArchives() {}

  /** From now on JVMs that have no archive ask for one. */
  static void allowRequests(DataDirectory data) {
    Secrets.createPrivateDirectory(ClassArchive.requests(data.root()));
  }

  static void makeInBackground(DataDirectory data) {
    Path requests = ClassArchive.requests(data.root());
    if (hasAny(requests) && !data.classArchives().isAlive()) {
      data.classArchives()
          .start(
              List.of("bash", "-c", MAKE_ALL, Jvm.marker(data.root()), requests.toString()),
              data.root());
    }
  }

  private static boolean hasAny(Path requests) {
    try (DirectoryStream<Path> scripts = Files.newDirectoryStream(requests, "*.sh")) {
      return scripts.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
