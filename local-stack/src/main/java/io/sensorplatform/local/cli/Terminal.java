package io.sensorplatform.local.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Standard output and error, each with colours only where a person looks at it. */
final class Terminal {
  final PrintStream out;
  final PrintStream err;

  private final boolean outIsTerminal;
  private final boolean errIsTerminal;

  Terminal(PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal) {
    this.out = out;
    this.err = err;
    this.outIsTerminal = outIsTerminal;
    this.errIsTerminal = errIsTerminal;
  }

  /** As the script found it: a JVM knows only whether input and output both are terminals. */
  static Terminal ofScript() {
    String terminals = System.getProperty("platform.terminals", "");
    return new Terminal(
        utf8(System.out), utf8(System.err), terminals.contains("out"), terminals.contains("err"));
  }

  boolean outIsTerminal() {
    return outIsTerminal;
  }

  /** For the help. */
  CommandLine.Help.Ansi ansi() {
    return outIsTerminal && System.getenv("NO_COLOR") == null
        ? CommandLine.Help.Ansi.ON
        : CommandLine.Help.Ansi.OFF;
  }

  void progress(String line) {
    err.println(line);
  }

  String good(String text) {
    return colour(outIsTerminal, "32", text);
  }

  String weak(String text) {
    return colour(outIsTerminal, "2", text);
  }

  String bad(String text) {
    return colour(outIsTerminal, "31", text);
  }

  String strong(String text) {
    return colour(outIsTerminal, "1", text);
  }

  /** A failure, first line marked. */
  void failure(String text) {
    err.println(colour(errIsTerminal, "31", "platform: ") + text);
  }

  private static String colour(boolean terminal, String code, String text) {
    return terminal && System.getenv("NO_COLOR") == null
        ? "\u001b[" + code + "m" + text + "\u001b[0m"
        : text;
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
