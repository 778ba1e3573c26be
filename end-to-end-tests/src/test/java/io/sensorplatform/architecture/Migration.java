package io.sensorplatform.architecture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A migration, read for what the version before would not bear: two versions use the database at
 * the same time while services are replaced, and after a roll-back the older one uses it alone.
 *
 * <p>It looks at statements, not at their meaning: what is not known to only add counts as
 * breaking. What a function does when it is called later is not looked into.
 */
final class Migration {

  private static final Pattern MARKER = Pattern.compile("--\\s*contract:\\s*\\S.*");
  private static final Pattern TOKEN =
      Pattern.compile(
          "--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'|\"[^\"]*\"|\\$(?<tag>\\w*)\\$(?<body>.*?)\\$\\k<tag>\\$|[(),;]|[^\\s'\"(),;$-]+|.",
          Pattern.DOTALL);

  private static final Set<String> HARMLESS =
      Set.of("comment", "grant", "insert", "select", "set", "notify", "analyze");

  private final Set<String> madeHere = new HashSet<>();
  private final Set<String> columnsMadeHere = new HashSet<>();
  private final List<Statement> statements;

  Migration(String sql) {
    this.statements = statements(sql);
  }

  /** What breaks the version before and is not marked as the contracting step that it is. */
  List<String> unmarked() {
    return statements.stream()
        .flatMap(statement ->
            why(statement)
                .filter(why -> !statement.marked())
                .map(why -> why + ": " + statement.text())
                .stream())
        .toList();
  }

  private Optional<String> why(Statement statement) {
    String text = statement.text();
    String verb = text.split(" ", 2)[0];
    return switch (verb) {
      case "create" -> create(text);
      case "alter" -> text.startsWith("alter table ") ? alterTable(text) : alterOther(text);
      case "update" -> update(text);
      case "do" -> new Migration(statement.body()).unmarked().stream().findFirst();
      case "delete", "truncate" -> Optional.of("takes rows away");
      case "drop" -> Optional.of("drops");
      case "revoke" -> Optional.of("takes rights away");
      default ->
          HARMLESS.contains(verb)
              ? Optional.empty()
              : Optional.of("nobody knows whether this only adds");
    };
  }

  private Optional<String> create(String text) {
    String name = name(text, "create table (?:if not exists )?(\\S+)");
    if (!name.isEmpty()) {
      madeHere.add(name);
      return Optional.empty();
    }
    if (text.startsWith("create or replace ")) {
      return Optional.of("replaces what the version before calls");
    }
    String on =
        name(
            text,
            "create (?:unique index|trigger|rule|policy|constraint trigger)\\b.*? on (?:only )?(\\S+)");
    return on.isEmpty() || madeHere.contains(on)
        ? Optional.empty()
        : Optional.of("may refuse or change what the version before writes");
  }

  private Optional<String> alterTable(String text) {
    String table = name(text, "alter table (?:if exists )?(?:only )?(\\S+)");
    if (madeHere.contains(table)) {
      return Optional.empty();
    }
    String actions = text.replaceFirst("alter table (if exists )?(only )?\\S+ ", "");
    return split(actions).stream().flatMap(action -> alteration(action).stream()).findFirst();
  }

  private Optional<String> alteration(String action) {
    if (action.startsWith("add column ")) {
      columnsMadeHere.add(name(action, "add column (?:if not exists )?(\\S+)"));
      boolean mustBeGiven =
          action.contains(" not null")
              && !action.contains(" default ")
              && !action.contains(" generated ");
      return mustBeGiven
          ? Optional.of("a column that the version before does not fill")
          : Optional.empty();
    }
    if (action.startsWith("attach partition ")
        || action.matches("alter (column )?\\S+ set (default|statistics|storage|compression) .*")) {
      return Optional.empty();
    }
    if (action.startsWith("add ")) {
      return Optional.of("a rule that the version before may break");
    }
    return Optional.of("changes what the version before uses");
  }

  private static Optional<String> alterOther(String text) {
    return text.matches(
            "alter (type \\S+ add value|default privileges .*\\bgrant) .*|alter sequence .* owned by .*")
        ? Optional.empty()
        : Optional.of("changes what the version before uses");
  }

  /** Filling in columns that the same migration adds is how a release expands. */
  private Optional<String> update(String text) {
    String assignments = name(text, "update .*? set (.*?)(?: from | where |$)");
    boolean onlyNew =
        split(assignments).stream()
            .allMatch(assignment -> columnsMadeHere.contains(assignment.split("[ =]", 2)[0]));
    return onlyNew ? Optional.empty() : Optional.of("changes rows that the version before reads");
  }

  private static String name(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .findFirst()
        .map(m -> m.group(1))
        .orElse("");
  }

  /** At the commas outside of brackets. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      switch (text.charAt(at)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(text.substring(from, at).strip());
            from = at + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }

  private static List<Statement> statements(String sql) {
    List<Statement> all = new ArrayList<>();
    var text = new StringBuilder();
    var body = new StringBuilder();
    boolean marked = false;
    for (MatchResult token : TOKEN.matcher(sql).results().toList()) {
      String t = token.group();
      if (t.startsWith("--")) {
        marked |= MARKER.matcher(t).matches();
      } else if (t.equals(";")) {
        add(all, text, body, marked);
        marked = false;
      } else if (token.namedGroups().containsKey("body") && token.group("body") != null) {
        body.append(token.group("body"));
        text.append(" $$ ");
      } else if (!t.startsWith("/*")) {
        text.append(t.startsWith("'") ? "''" : t);
      }
    }
    add(all, text, body, marked);
    return all;
  }

  private static void add(
      List<Statement> all, StringBuilder text, StringBuilder body, boolean marked) {
    String flat = text.toString().replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
    if (!flat.isEmpty()) {
      all.add(new Statement(flat, body.toString(), marked));
    }
    text.setLength(0);
    body.setLength(0);
  }

  /** In lower case with single spaces; strings are empty, the bodies of functions apart. */
  private record Statement(String text, String body, boolean marked) {}
}
