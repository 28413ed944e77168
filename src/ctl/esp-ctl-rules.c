/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl rules: which rule packs there are, what they say, which a workspace uses, whether a file is one. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-rules.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "worker/esp-rule-packs.h"

#include <string.h>

typedef struct
{
  char *workspace;
  gboolean is_json;
  gboolean is_on;
  const char *pack; /* (unowned) */
  EspRuleUse *use;  /* (nullable) */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->workspace);
  g_clear_pointer (&self->use, esp_rule_use_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, int *argc, char ***argv, const char *subject, const char *what, int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self->workspace, "the workspace file", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (what);

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, subject, status);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  self->use = esp_rule_use_load (tx, error);
  return self->use != NULL;
}

static gboolean
is_used (const Options *self, const EspRulePack *pack)
{
  return self->use != NULL ? esp_rule_use_has (self->use, pack) : pack->is_on;
}

static void
add_pack_json (JsonBuilder *builder, const Options *self, const EspRulePack *pack)
{
  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "id", pack->id);
  esp_ctl_add_text (builder, "date", pack->date);
  esp_ctl_add_text (builder, "title", pack->title);
  esp_ctl_add_text (builder, "title_ko", pack->title_ko);
  esp_ctl_add_text (builder, "industry", pack->industry);
  esp_ctl_add_int (builder, "rules", pack->n_rules);
  esp_ctl_add_boolean (builder, "on", is_used (self, pack));
  esp_ctl_add_boolean (builder, "own", pack->is_own);
  json_builder_end_object (builder);
}

static void
add_problems (JsonBuilder *builder, gboolean is_json)
{
  g_autoptr (GPtrArray) problems = esp_rule_packs_dup_problems ();

  for (guint i = 0; i < problems->len; i++)
    {
      const EspRulePackProblem *problem = problems->pdata[i];

      if (!is_json)
        {
          g_printerr ("“%s” is not used: %s\n", problem->path, problem->sentence);
          continue;
        }
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "path", problem->path);
      esp_ctl_add_text (builder, "problem", problem->sentence);
      json_builder_end_object (builder);
    }
}

static void
print_list (const Options *self)
{
  const EspContentRules *rules = esp_rule_packs_refresh ();
  g_autofree char *folder = esp_rule_packs_get_folder ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "folder", folder);
  json_builder_set_member_name (builder, "packs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < esp_content_rules_get_n_packs (rules); i++)
    {
      const EspRulePack *pack = esp_content_rules_get_pack (rules, i);

      add_pack_json (builder, self, pack);
      if (!self->is_json)
        g_print ("%-3s %-16s %s %4u rules  %s%s\n", is_used (self, pack) ? "on" : "off", pack->id,
                 pack->date, pack->n_rules, pack->title, pack->is_own ? "" : "  (yours)");
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  add_problems (builder, self->is_json);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
  else
    g_print ("Packs of your own go into %s\n", folder);
}

static int
list (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  EspStore *store;
  int status;

  if (!parse (&self, &argc, &argv, "rules list", "– the rule packs, and which are on", &status))
    return status;
  if (self.workspace != NULL)
    {
      store = esp_ctl_open_workspace (self.workspace, ESP_STORE_READ_ONLY, &error);
      if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, load_cb, &self, NULL, &error))
        {
          g_clear_object (&store);
          return esp_ctl_fail ("rules list", error);
        }
      g_clear_object (&store);
    }
  print_list (&self);
  return ESP_CTL_OK;
}

static void
add_rule_json (JsonBuilder *builder, const EspContentRule *rule)
{
  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "id", rule->id);
  esp_ctl_add_text (builder, "kind", esp_rule_kind_to_string (rule->kind));
  esp_ctl_add_text (builder, "severity", esp_severity_to_string (rule->severity));
  esp_ctl_add_text (builder, "class", rule->message_class);
  esp_ctl_add_text (builder, "from", rule->from);
  esp_ctl_add_text (builder, "until", rule->until);
  esp_ctl_add_text (builder, "sentence", rule->sentence);
  esp_ctl_add_text (builder, "sentence_ko", rule->sentence_ko);
  esp_ctl_add_text (builder, "reason", rule->reason);
  esp_ctl_add_text (builder, "source", rule->source);
  json_builder_end_object (builder);
}

static int
show (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  const EspContentRules *rules;
  const EspRulePack *pack;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  int status;

  if (!parse (&self, &argc, &argv, "rules show", "PACK – what a pack says", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage ("rules show", "Name one pack; “espalierctl rules list” shows them");
  rules = esp_rule_packs_refresh ();
  pack = esp_content_rules_find_pack (rules, argv[1]);
  if (pack == NULL)
    return esp_ctl_usage ("rules show",
                          "There is no such pack; “espalierctl rules list” shows all");
  json_builder_begin_array (builder);
  if (!self.is_json)
    g_print ("%s, %s\n%s\n", pack->title, pack->date, pack->about != NULL ? pack->about : "");
  for (guint i = 0; i < esp_content_rules_get_n (rules); i++)
    {
      const EspContentRule *rule = esp_content_rules_get (rules, i);

      if (rule->pack != pack)
        continue;
      add_rule_json (builder, rule);
      if (!self.is_json)
        g_print ("  %-8s %-20s %s (%s)%s%s\n", esp_severity_to_string (rule->severity), rule->id,
                 rule->sentence, rule->source, rule->from != NULL ? ", from " : "",
                 rule->from != NULL ? rule->from : "");
    }
  json_builder_end_array (builder);
  if (self.is_json)
    esp_ctl_print_json (builder);
  return ESP_CTL_OK;
}

/* What is no mistake and may still not be what was meant. */
static void
note_days (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *text = NULL;
  g_autoptr (EspContentRules) alone = NULL;
  const EspRulePack *pack;
  gsize n = 0;

  if (!g_file_get_contents (path, &text, &n, NULL))
    return;
  alone = esp_content_rules_parse (text, (gssize) n, NULL);
  if (alone == NULL)
    return;
  pack = esp_content_rules_get_pack (alone, 0);
  if (strcmp (pack->date, today) > 0)
    g_print ("Its date, %s, is still to come: the pack counts from now on all the same. A rule "
             "that begins later has "
             "its day in “from”.\n",
             pack->date);
  if (pack->n_rules == 0)
    g_print ("It has no rules.\n");
  for (guint i = 0; i < esp_content_rules_get_n (alone); i++)
    {
      const EspContentRule *rule = esp_content_rules_get (alone, i);

      if (rule->until != NULL && strcmp (rule->until, today) < 0)
        g_print ("%s held until %s: it finds nothing any more.\n", rule->id, rule->until);
      else if (rule->from != NULL && strcmp (rule->from, today) > 0)
        g_print ("%s begins on %s.\n", rule->id, rule->from);
    }
}

static int
check (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspContentRules) rules = NULL;
  int status;

  if (!parse (&self, &argc, &argv, "rules check", "FILE – whether it is a rule pack", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage ("rules check", "Name one file");
  rules = esp_content_rules_new_own ();
  if (!esp_rule_packs_take_file (rules, argv[1], &error))
    return esp_ctl_fail ("rules check", error);
  g_print ("“%s” is a rule pack that can be used.\n", argv[1]);
  note_days (argv[1]);
  return ESP_CTL_OK;
}

static gboolean
switch_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return esp_rule_use_switch (tx, self->pack, self->is_on, error);
}

static int
switch_pack (int argc, char **argv, gboolean is_on)
{
  g_auto (Options) self = { .is_on = is_on };
  const char *subject = is_on ? "rules on" : "rules off";
  const EspOperation operation = { .kind = "setting",
                                   .summary =
                                     is_on ? "Rule pack switched on" : "Rule pack switched off",
                                   .actor = "ctl" };
  g_autoptr (GError) error = NULL;
  EspStore *store;
  gboolean is_done;
  int status;

  if (!parse (&self, &argc, &argv, subject, "PACK – for one workspace", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage (subject, "Name one pack; “espalierctl rules list” shows them");
  self.pack = argv[1];
  store = esp_ctl_open_workspace (self.workspace, ESP_STORE_OPEN, &error);
  is_done = store != NULL && esp_store_write (store, &operation, switch_cb, &self, NULL, &error);
  g_clear_object (&store);
  if (!is_done)
    return esp_ctl_fail (subject, error);
  g_print ("The pack “%s” is %s.\n", self.pack, is_on ? "on" : "off");
  return ESP_CTL_OK;
}

static int
switch_on (int argc, char **argv)
{
  return switch_pack (argc, argv, TRUE);
}

static int
switch_off (int argc, char **argv)
{
  return switch_pack (argc, argv, FALSE);
}

/**
 * esp_ctl_rules:
 *
 * Returns: the exit status
 */
int
esp_ctl_rules (int argc, char **argv)
{
  static const EspCtlCommand actions[] = {
    { "list", "the rule packs, and which a workspace uses", list },
    { "show", "what PACK says", show },
    { "check", "whether FILE is a rule pack, and what is wrong in it", check },
    { "on", "use PACK in a workspace", switch_on },
    { "off", "do not use PACK in a workspace", switch_off },
    { NULL },
  };

  return esp_ctl_run_action ("rules", actions, argc, argv);
}
