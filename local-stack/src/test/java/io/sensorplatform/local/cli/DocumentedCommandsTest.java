package io.sensorplatform.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.Checkout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the docs tell people to type is there: each command, subcommand and option. */
class DocumentedCommandsTest {

  /** Up to what ends a command in a shell or in a sentence. */
  private static final Pattern CALL =
      Pattern.compile("(?<![\\w/])\\./platform ([a-z][^\\n`#;&|>\")]*)");

  private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");

  @TempDir private Path temporary;

  @Test
  void everyCommandOfTheDocsIsThere() throws IOException {
    int seen = 0;
    for (Path document : documents()) {
      Matcher call = CALL.matcher(Files.readString(document));
      while (call.find()) {
        seen++;
        check(document + ": ./platform " + call.group(1), words(call.group(1)));
      }
    }
    assertThat(seen).isGreaterThan(50);
  }

  private void check(String call, List<String> words) {
    CommandLine command = command();
    boolean subcommands = true;
    for (String word : words) {
      if (word.startsWith("-")) {
        if (!passesOn(command)) {
          assertThat(command.getCommandSpec().optionsMap()).as(call).containsKey(word);
        }
        subcommands = false;
      } else if (subcommands && command.getSubcommands().containsKey(word)) {
        command = command.getSubcommands().get(word);
      } else {
        boolean known = !command.getCommandSpec().positionalParameters().isEmpty() || !subcommands;
        assertThat(known).as("%s: nothing is known of '%s'", call, word).isTrue();
        subcommands = false;
      }
    }
  }

  /** Options of another program, which refuses what it does not know. */
  private static boolean passesOn(CommandLine command) {
    return !command.getCommandSpec().unmatchedArgsBindings().isEmpty();
  }

  /** Words of a sentence after the command are none of it. */
  private static List<String> words(String call) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(call);
    while (word.find() && !word.group().startsWith("[")) {
      words.add(word.group());
    }
    return words;
  }

  private CommandLine command() {
    var nowhere = new PrintStream(new ByteArrayOutputStream(), true);
    return PlatformCommand.commandLine(
        new Session(new Checkout(temporary), new Terminal(nowhere, nowhere, false, false)));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files =
        Stream.concat(Files.walk(Path.of("..", "docs")), Stream.of(Path.of("..", "README.md")))) {
      return files.filter(file -> file.toString().endsWith(".md")).toList();
    }
  }
}
