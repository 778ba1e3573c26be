package io.sensorplatform.monitoring.alarm;

import java.util.List;

/**
 * Something that somebody is told.
 *
 * @param name also its runbook's: {@code docs/operations/runbooks/<name>.md}
 * @param meaning what it means for users
 * @param dashboard the page to look at first
 * @param when any of these
 */
public record Alarm(
    String name, String title, String meaning, String dashboard, List<Condition> when) {

  public String runbook() {
    return "docs/operations/runbooks/" + name + ".md";
  }
}
