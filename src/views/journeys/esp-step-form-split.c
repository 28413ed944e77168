/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of steps that divide: by rules in their order, by chance, and to compare. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form-kinds.h"

#include "base/esp-format.h"
#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-picker.h"

#include <glib/gi18n.h>

#define MAX_SHARE 1000000
#define NEW_SHARE 50

/* Rules */

static gboolean
is_else (JsonNode *root, guint branch)
{
  g_autofree char *path = esp_step_branch_path (branch, "else");

  return esp_step_json_is_true (root, path);
}

static guint
count_rules (JsonNode *root)
{
  guint n = 0;

  for (guint i = 0; i < esp_step_json_count (root, "branches"); i++)
    n += is_else (root, i) ? 0 : 1;
  return n;
}

static void
add_rule_cb (GtkButton *button, EspStepPage *page)
{
  JsonNode *root = esp_step_page_get_root (page);
  guint n = esp_step_json_count (root, "branches");
  gboolean has_else = n > 0 && is_else (root, n - 1);
  guint position = has_else ? n - 1 : n;
  g_autofree char *path = esp_step_branch_path (position, "title");
  JsonNode *next = esp_step_page_begin (page);

  esp_step_branch_put_new (next, (int) position, "when",
                           esp_step_json_read ("{\"group\":\"all\",\"items\":[]}"));
  (void) esp_step_page_commit_named (page, _ ("Add branch"), next);
  esp_step_page_rebuild_soon (page, path);
}

static void
else_cb (GtkSwitch *control, GParamSpec *pspec, EspStepPage *page)
{
  JsonNode *root = esp_step_page_get_root (page);
  guint n = esp_step_json_count (root, "branches");
  JsonNode *next;

  if (esp_step_page_is_showing (page))
    return;
  next = esp_step_page_begin (page);
  if (gtk_switch_get_active (control))
    esp_step_branch_put_new (next, -1, "else", json_node_init_boolean (json_node_alloc (), TRUE));
  else
    for (guint i = n; i > 0; i--)
      if (is_else (root, i - 1))
        esp_step_branch_put_end (next, i - 1);
  (void) esp_step_page_commit (page, GTK_WIDGET (control), next, ESP_STEP_COMMIT_REBUILD);
}

static void
show_else (EspStepPage *page, GtkWidget *control, const char *path)
{
  JsonNode *root = esp_step_page_get_root (page);

  gtk_switch_set_active (GTK_SWITCH (control),
                         count_rules (root) < esp_step_json_count (root, "branches"));
}

static void
add_branch (EspStepPage *page, guint branch, guint n_rules)
{
  g_autofree char *title = esp_step_branch_path (branch, "title");
  g_autofree char *when = esp_step_branch_path (branch, "when");
  g_autofree char *heading = g_strdup_printf (_ ("Branch %u"), branch + 1);
  EspStepLine *row;

  esp_step_page_begin_list (page, NULL);
  row = esp_step_add_text (page, title, heading);
  if (row != NULL)
    esp_step_branch_add_tools (page, row, branch, n_rules);
  esp_step_add_rule (page, when, _ ("Who takes it"));
}

static void
add_else (EspStepPage *page)
{
  JsonNode *root = esp_step_page_get_root (page);
  guint n = esp_step_json_count (root, "branches");
  GtkWidget *control;
  EspStepLine *row;

  esp_step_page_begin_list (page, _ ("Everyone else"));
  if (esp_step_page_is_editable (page))
    {
      control = gtk_switch_new ();
      gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Own branch for everyone else"), -1);
      g_signal_connect_object (control, "notify::active", G_CALLBACK (else_cb), page, 0);
      row =
        esp_step_page_add (page, "@else",
                           esp_step_line_new_beside (_ ("Own branch for everyone else"), control),
                           control, show_else);
      esp_step_line_set_hint (row, _ ("Else they go on behind the split."));
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = esp_step_branch_path (i, "title");

      if (is_else (root, i))
        esp_step_add_text (page, title, _ ("Title of the branch"));
    }
}

/**
 * esp_step_form_build_split:
 */
void
esp_step_form_build_split (EspStepPage *page)
{
  JsonNode *root = esp_step_page_get_root (page);
  guint n_rules = count_rules (root);

  for (guint i = 0; i < esp_step_json_count (root, "branches"); i++)
    if (!is_else (root, i))
      add_branch (page, i, n_rules);
  if (n_rules == 0)
    esp_step_page_begin_list (page, NULL);
  esp_step_add_button (page, _ ("Add Branch"), "esp-add-symbolic", G_CALLBACK (add_rule_cb));
  add_else (page);
}

/* Shares */

static double
sum_shares (JsonNode *root)
{
  double sum = 0;

  for (guint i = 0; i < esp_step_json_count (root, "branches"); i++)
    {
      g_autofree char *path = esp_step_branch_path (i, "share");

      sum += esp_step_json_get_number (root, path, 0);
    }
  return sum;
}

static void
add_share_cb (GtkButton *button, EspStepPage *page)
{
  JsonNode *root = esp_step_page_get_root (page);
  guint n = esp_step_json_count (root, "branches");
  double share = n > 0 ? sum_shares (root) / n : NEW_SHARE;
  g_autofree char *path = esp_step_branch_path (n, "title");
  JsonNode *next = esp_step_page_begin (page);
  JsonNode *value = json_node_alloc ();

  esp_step_branch_put_new (next, -1, "share", json_node_init_int (value, (gint64) (share + 0.5)));
  (void) esp_step_page_commit_named (page, _ ("Add branch"), next);
  esp_step_page_rebuild_soon (page, path);
}

static void
even_cb (GtkButton *button, EspStepPage *page)
{
  JsonNode *next = esp_step_page_begin (page);
  guint n = esp_step_json_count (next, "branches");

  /* What does not divide evenly goes to the first ones, one percent each. */
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = esp_step_branch_path (i, "share");

      esp_step_json_put_number (next, path, 100 / n + (i < 100 % n ? 1 : 0));
    }
  (void) esp_step_page_commit_named (page, _ ("Even shares"), next);
}

/* What the share comes to among all of them. */
static void
tell_percent (EspStepPage *page)
{
  JsonNode *root = esp_step_page_get_root (page);
  double sum = sum_shares (root);

  for (guint i = 0; i < esp_step_json_count (root, "branches"); i++)
    {
      g_autofree char *path = esp_step_branch_path (i, "share");
      EspStepLine *row = esp_step_page_find_row (page, path);
      double share = esp_step_json_get_number (root, path, 0);
      g_autofree char *percent = esp_format_percent (sum > 0 ? share / sum : 0, 1);
      g_autofree char *words = g_strdup_printf (_ ("%s of the leads"), percent);
      gboolean is_plain = sum > 99.999 && sum < 100.001;

      if (row != NULL)
        esp_step_line_set_hint (row, is_plain ? NULL : words);
    }
}

static void
add_share (EspStepPage *page, guint branch, guint n)
{
  g_autofree char *title = esp_step_branch_path (branch, "title");
  g_autofree char *share = esp_step_branch_path (branch, "share");
  g_autofree char *heading = g_strdup_printf (_ ("Branch %c"), (int) ('A' + branch % 26));
  EspStepLine *row;

  esp_step_page_begin_list (page, NULL);
  row = esp_step_add_text (page, title, heading);
  if (row != NULL)
    esp_step_branch_add_tools (page, row, branch, n);
  esp_step_add_number (page, share, _ ("Share"), "%", 0, MAX_SHARE);
}

/**
 * esp_step_form_build_shares:
 */
void
esp_step_form_build_shares (EspStepPage *page)
{
  JsonNode *root = esp_step_page_get_root (page);
  guint n = esp_step_json_count (root, "branches");

  if (g_strcmp0 (esp_step_json_peek_text (root, "kind"), "test") == 0)
    {
      GtkWidget *picker = esp_step_picker_new (esp_step_page_get_names (page), ESP_STEP_NAME_EVENT,
                                               _ ("What counts"));
      EspStepLine *row;

      esp_step_picker_set_takes_new (ESP_STEP_PICKER (picker), TRUE);
      esp_step_page_begin_list (page, NULL);
      row = esp_step_add_picker (page, "metric", _ ("What counts"), picker);
      if (row != NULL)
        esp_step_line_set_hint (row, _ ("The branch after which more leads do this is the better "
                                        "one."));
    }
  for (guint i = 0; i < n; i++)
    add_share (page, i, n);
  if (n == 0)
    esp_step_page_begin_list (page, NULL);
  esp_step_add_button (page, _ ("Add Branch"), "esp-add-symbolic", G_CALLBACK (add_share_cb));
  if (n > 1)
    esp_step_add_button (page, _ ("Even Shares"), "esp-columns-symbolic", G_CALLBACK (even_cb));
  tell_percent (page);
  g_signal_handlers_disconnect_by_func (page, tell_percent, NULL);
  g_signal_connect (page, "changed", G_CALLBACK (tell_percent), NULL);
}
