/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Branches in the forms of steps: adds, moves and removes them, and the rows that say what they are for. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form-kinds.h"

#include "views/journeys/esp-step-json.h"

#include <glib/gi18n.h>

#define BRANCH_KEY "esp-branch"
#define MEMBER_KEY "esp-member"
#define VALUE_KEY "esp-value"

/**
 * esp_step_branch_path:
 * @member: (nullable)
 *
 * Returns: (transfer full): where a member of a branch stands
 */
char *
esp_step_branch_path (guint branch, const char *member)
{
  return member != NULL ? g_strdup_printf ("branches.%u.%s", branch, member)
                        : g_strdup_printf ("branches.%u", branch);
}

/**
 * esp_step_branch_find:
 *
 * Returns: the first branch whose @member says @value; -1 when there is none
 */
int
esp_step_branch_find (EspStepPage *page, const char *member, const char *value)
{
  JsonNode *root = esp_step_page_get_root (page);

  for (guint i = 0; i < esp_step_json_count (root, "branches"); i++)
    {
      g_autofree char *path = esp_step_branch_path (i, member);

      if (g_strcmp0 (esp_step_json_peek_text (root, path), value) == 0)
        return (int) i;
    }
  return -1;
}

/* Ids stay with branches, so a new one takes none that is there. */
static char *
make_id (JsonNode *root)
{
  guint n = esp_step_json_count (root, "branches");

  for (guint number = 1;; number++)
    {
      g_autofree char *id = g_strdup_printf ("b%u", number);
      gboolean is_taken = FALSE;

      for (guint i = 0; i < n; i++)
        {
          g_autofree char *path = esp_step_branch_path (i, "id");

          is_taken = is_taken || g_strcmp0 (esp_step_json_peek_text (root, path), id) == 0;
        }
      if (!is_taken)
        return g_steal_pointer (&id);
    }
}

/**
 * esp_step_branch_put_new:
 * @position: among the branches; -1: the last
 * @member: (nullable): what it is for
 * @value: (transfer full) (nullable)
 */
void
esp_step_branch_put_new (JsonNode *root, int position, const char *member, JsonNode *value)
{
  g_autofree char *id = make_id (root);
  guint n = esp_step_json_count (root, "branches");
  g_autofree char *path = esp_step_branch_path (n, NULL);
  JsonNode *branch = esp_step_json_read ("{}");

  esp_step_json_put_text (branch, "id", id);
  if (member != NULL)
    esp_step_json_put (branch, member, value);
  esp_step_json_put (root, path, branch);
  if (position >= 0)
    esp_step_json_move (root, "branches", n, (guint) position);
}

/**
 * esp_step_branch_put_end:
 *
 * Takes a branch away. The list stays, though it may be empty: without a list the branches would stay.
 */
void
esp_step_branch_put_end (JsonNode *root, guint branch)
{
  g_autofree char *path = esp_step_branch_path (branch, NULL);

  esp_step_json_put (root, path, NULL);
}

/**
 * esp_step_branch_count_steps:
 *
 * Returns: how many steps stand in the branch itself
 */
guint
esp_step_branch_count_steps (EspStepPage *page, guint branch)
{
  const EspJourney *journey = esp_step_page_get_journey (page);
  const EspJourneyStep *step = esp_step_form_get_step (page);
  guint n = 0;
  guint32 at;

  if (step == NULL || branch >= esp_journey_step_get_n_branches (step))
    return 0;
  for (at = esp_journey_step_get_branch (step, branch)->first_step; at != ESP_JOURNEY_NOWHERE;
       at = esp_journey_get_step (journey, at)->sibling)
    n++;
  return n;
}

static guint
branch_of (GtkButton *button)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), BRANCH_KEY));
}

static void
move_branch (EspStepPage *page, GtkButton *button, guint from, guint to)
{
  g_autofree char *path = esp_step_branch_path (to, "title");
  JsonNode *next = esp_step_page_begin (page);

  esp_step_json_move (next, "branches", from, to);
  (void) esp_step_page_commit_named (page, _ ("Move branch"), next);
  esp_step_page_rebuild_soon (page, path);
}

static void
up_cb (GtkButton *button, EspStepPage *page)
{
  move_branch (page, button, branch_of (button), branch_of (button) - 1);
}

static void
down_cb (GtkButton *button, EspStepPage *page)
{
  move_branch (page, button, branch_of (button), branch_of (button) + 1);
}

static void
remove_cb (GtkButton *button, EspStepPage *page)
{
  guint branch = branch_of (button);
  guint n_steps = esp_step_branch_count_steps (page, branch);
  g_autofree char *path = esp_step_branch_path (branch > 0 ? branch - 1 : 0, "title");
  JsonNode *next = esp_step_page_begin (page);

  esp_step_branch_put_end (next, branch);
  if (esp_step_page_commit_named (page, _ ("Remove branch"), next) && n_steps > 0)
    {
      g_autofree char *words = g_strdup_printf (
        ngettext ("The branch and its %u step were removed. Ctrl+Z brings them back.",
                  "The branch and its %u steps were removed. Ctrl+Z brings them back.", n_steps),
        n_steps);

      esp_session_toast (esp_step_page_get_session (page), words);
    }
  esp_step_page_rebuild_soon (page, path);
}

static void
add_tool (EspStepPage *page,
          EspStepLine *row,
          guint branch,
          const char *icon_name,
          const char *label,
          GCallback clicked)
{
  GtkWidget *button = esp_step_small_button_new (icon_name, label);

  g_object_set_data (G_OBJECT (button), BRANCH_KEY, GUINT_TO_POINTER (branch));
  g_signal_connect_object (button, "clicked", clicked, page, 0);
  esp_step_line_add_end (row, button);
}

/**
 * esp_step_branch_add_tools:
 * @row: of the branch
 * @n_movable: how many branches may change places; the first ones
 *
 * Adds buttons that move the branch and take it away.
 */
void
esp_step_branch_add_tools (EspStepPage *page, EspStepLine *row, guint branch, guint n_movable)
{
  if (!esp_step_page_is_editable (page))
    return;
  if (branch < n_movable && branch > 0)
    add_tool (page, row, branch, "esp-move-up-symbolic", _ ("Move the branch up"),
              G_CALLBACK (up_cb));
  if (branch + 1 < n_movable)
    add_tool (page, row, branch, "esp-move-down-symbolic", _ ("Move the branch down"),
              G_CALLBACK (down_cb));
  add_tool (page, row, branch, "esp-delete-symbolic", _ ("Remove the branch"),
            G_CALLBACK (remove_cb));
}

static void
outcome_cb (GtkSwitch *control, GParamSpec *pspec, EspStepPage *page)
{
  const char *member = g_object_get_data (G_OBJECT (control), MEMBER_KEY);
  const char *value = g_object_get_data (G_OBJECT (control), VALUE_KEY);
  JsonNode *next;
  int found;

  if (esp_step_page_is_showing (page))
    return;
  found = esp_step_branch_find (page, member, value);
  next = esp_step_page_begin (page);
  if (gtk_switch_get_active (control) && found < 0)
    esp_step_branch_put_new (next, -1, member, json_node_init_string (json_node_alloc (), value));
  else if (!gtk_switch_get_active (control) && found >= 0)
    esp_step_branch_put_end (next, (guint) found);
  (void) esp_step_page_commit (page, GTK_WIDGET (control), next, ESP_STEP_COMMIT_REBUILD);
}

static void
show_outcome (EspStepPage *page, GtkWidget *control, const char *path)
{
  gtk_switch_set_active (GTK_SWITCH (control),
                         esp_step_branch_find (page,
                                               g_object_get_data (G_OBJECT (control), MEMBER_KEY),
                                               g_object_get_data (G_OBJECT (control), VALUE_KEY)) >=
                           0);
}

/**
 * esp_step_branch_add_outcome:
 * @path: a name for the row
 * @member: what says what a branch is for
 * @value: what it says
 *
 * Adds a row for whether an outcome has a branch of its own, and the title of that branch.
 */
EspStepLine *
esp_step_branch_add_outcome (EspStepPage *page,
                             const char *path,
                             const char *title,
                             const char *member,
                             const char *value)
{
  int found = esp_step_branch_find (page, member, value);
  g_autofree char *title_path = esp_step_branch_path (found >= 0 ? (guint) found : 0, "title");
  GtkWidget *control;
  EspStepLine *row;

  if (!esp_step_page_is_editable (page))
    return found >= 0 ? esp_step_add_text (page, title_path, title) : NULL;
  control = gtk_switch_new ();
  g_object_set_data (G_OBJECT (control), MEMBER_KEY, (gpointer) member);
  g_object_set_data (G_OBJECT (control), VALUE_KEY, (gpointer) value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_signal_connect_object (control, "notify::active", G_CALLBACK (outcome_cb), page, 0);
  row = esp_step_page_add (page, path, esp_step_line_new_beside (title, control), control,
                           show_outcome);
  if (found >= 0)
    esp_step_add_text (page, title_path, _ ("Title of the branch"));
  return row;
}
