package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters a command changes: some by id, or all that a filter finds. */
final class LetterSelection {

  @Parameters(paramLabel = "ID", arity = "0..*", description = "Dead letters, by id.")
  private List<Long> ids = new ArrayList<>();

  @Option(names = "--all", description = "All open ones that the options below name.")
  private boolean all;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask: really all, if no option below names some.")
  private boolean yes;

  @Mixin private LetterFilter options;

  /** For picocli. */
  LetterSelection(Session session) {
    this.options = new LetterFilter(session);
  }

  /** As the API takes it. */
  Map<String, Object> toBody() {
    if (ids.isEmpty() == !all) {
      throw new StackException("name dead letters by their ids, or say --all");
    }
    var filter = options.toMap();
    if (!all) {
      if (!filter.isEmpty()) {
        throw new StackException("ids name dead letters already; options that do so go with --all");
      }
      return new LinkedHashMap<>(Map.of("ids", ids));
    }
    if (filter.isEmpty() && !yes) {
      throw new StackException("this means every open dead letter; say so with --yes");
    }
    return new LinkedHashMap<>(Map.of("query", filter));
  }
}
