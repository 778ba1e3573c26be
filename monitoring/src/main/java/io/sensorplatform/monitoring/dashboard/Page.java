package io.sensorplatform.monitoring.dashboard;

import java.util.List;

/**
 * What is looked at together.
 *
 * @param slos whether it begins with the objectives and their budgets
 */
public record Page(String name, String title, boolean slos, List<Panel> panels) {}
