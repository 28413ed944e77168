/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of reports: the list, and one report with its cards. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-reports-screen.h"

#include "views/reports/esp-report-acts.h"
#include "views/reports/esp-report-list.h"
#include "views/reports/esp-report-page.h"
#include "views/reports/esp-report-schedule-window.h"
#include "views/reports/esp-report-versions-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspReportsScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GMenu *list_menu;            /* (owned) */
  GMenu *report_menu;          /* (owned) */
  GtkStack *stack;
  EspReportList *list;
  EspReportPage *page;
  gboolean shows_report;
};

static void screen_iface_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspReportsScreen,
                               esp_reports_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_iface_init))

static EspReportDesk *
get_desk (EspReportsScreen *self)
{
  return self->shows_report ? esp_report_page_get_desk (self->page) : NULL;
}

/* Acts */

static void
new_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  esp_report_acts_create (ESP_REPORTS_SCREEN (data)->session, NULL);
}

static void
archived_act (GSimpleAction *action, GVariant *value, gpointer data)
{
  EspReportsScreen *self = data;

  g_simple_action_set_state (action, value);
  esp_report_list_set_with_archived (self->list, g_variant_get_boolean (value));
}

static void
rename_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportsScreen *self = data;

  if (get_desk (self) != NULL)
    esp_report_acts_rename (self->session, get_desk (self));
}

static void
version_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportsScreen *self = data;

  if (get_desk (self) != NULL)
    esp_report_versions_window_present (self->session, get_desk (self));
}

static void
print_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportsScreen *self = data;

  if (get_desk (self) != NULL)
    esp_report_acts_print (self->session, get_desk (self));
}

/* "pdf", "pdf-appendix", "pdf-letter", "csv-bare", or the name of a format */
static void
export_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportsScreen *self = data;
  g_auto (GStrv) words = g_strsplit (g_variant_get_string (parameter, NULL), "-", 2);
  EspReportOptions options = { 0 };

  if (get_desk (self) == NULL || !esp_report_format_find (words[0], &options.format))
    return;
  options.has_appendix = g_strcmp0 (words[1], "appendix") == 0;
  options.size = g_strcmp0 (words[1], "letter") == 0 ? ESP_PAPER_LETTER : ESP_PAPER_A4;
  options.is_bare = g_strcmp0 (words[1], "bare") == 0;
  esp_report_acts_export (self->session, get_desk (self), &options);
}

static void
schedule_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportsScreen *self = data;

  if (get_desk (self) != NULL)
    esp_report_schedule_window_present (self->session, esp_report_desk_get_id (get_desk (self)));
}

static void
pdf_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportsScreen *self = data;

  if (get_desk (self) != NULL)
    esp_report_acts_export (self->session, get_desk (self),
                            &(EspReportOptions){ .format = ESP_REPORT_PDF });
}

static void
archive_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportsScreen *self = data;
  gint64 id;

  if (get_desk (self) == NULL)
    return;
  id = esp_report_desk_get_id (get_desk (self));
  esp_session_open (self->session, "reports");
  esp_report_acts_archive (self->session, id, TRUE);
}

static const GActionEntry action_entries[] = {
  { .name = "new", .activate = new_act },
  { .name = "with-archived", .state = "false", .change_state = archived_act },
  { .name = "rename", .activate = rename_act },
  { .name = "version", .activate = version_act },
  { .name = "print", .activate = print_act },
  { .name = "export", .activate = export_act, .parameter_type = "s" },
  { .name = "pdf", .activate = pdf_act },
  { .name = "schedule", .activate = schedule_act },
  { .name = "archive", .activate = archive_act },
};

static GMenu *
make_report_menu (void)
{
  static const struct
  {
    const char *label;
    const char *action;
  } exports[] = {
    { N_ ("PDF, A4…"), "screen.export::pdf" },
    { N_ ("PDF with the Numbers as Appendix…"), "screen.export::pdf-appendix" },
    { N_ ("PDF, Letter…"), "screen.export::pdf-letter" },
    { N_ ("Excel Workbook (XLSX)…"), "screen.export::xlsx" },
    { N_ ("OpenDocument Workbook (ODS)…"), "screen.export::ods" },
    { N_ ("Tables (CSV for Excel)…"), "screen.export::csv" },
    { N_ ("Tables (CSV, plain UTF-8)…"), "screen.export::csv-bare" },
    { N_ ("Pictures (PNG)…"), "screen.export::png" },
    { N_ ("Large Pictures (PNG, 2×)…"), "screen.export::png2x" },
    { N_ ("Drawings (SVG)…"), "screen.export::svg" },
  };
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) formats = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (exports); i++)
    g_menu_append (formats, _ (exports[i].label), exports[i].action);
  g_menu_append_submenu (first, _ ("_Export"), G_MENU_MODEL (formats));
  g_menu_append (first, _ ("_Print…"), "screen.print");
  g_menu_append (first, _ ("_Make by Itself…"), "screen.schedule");
  g_menu_append (last, _ ("Re_name…"), "screen.rename");
  g_menu_append (last, _ ("_Versions…"), "screen.version");
  g_menu_append (last, _ ("Put into the _Archive"), "screen.archive");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return menu;
}

/* The screen's side of the window */

static char *
dup_title (EspScreen *screen)
{
  EspReportDesk *desk = get_desk (ESP_REPORTS_SCREEN (screen));
  const EspReportDesign *design = desk != NULL ? esp_report_desk_get_design (desk) : NULL;

  return design != NULL ? g_strdup (design->name) : NULL;
}

static char *
dup_subtitle (EspScreen *screen)
{
  EspReportsScreen *self = ESP_REPORTS_SCREEN (screen);
  EspReportDesk *desk = get_desk (self);
  const EspReportResult *result = desk != NULL ? esp_report_desk_get_result (desk) : NULL;
  g_autofree char *time = NULL;

  if (desk == NULL || result == NULL)
    return NULL;
  time = esp_format_date (result->now_us, esp_session_get_zone (self->session), ESP_DATE_SHORT_TIME,
                          esp_session_get_lang (self->session));
  /* Translators: a time */
  return g_strdup_printf (esp_report_desk_is_running (desk) ? _ ("Counting… numbers as of %s")
                                                            : _ ("As of %s"),
                          time);
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_REPORTS_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  if (ESP_REPORTS_SCREEN (screen)->shows_report)
    *out_primary = (EspPrimaryAction){ _ ("Export _PDF…"), NULL, "screen.pdf", NULL, TRUE };
  else
    *out_primary = esp_primary_action_new (_ ("_New report"));
  return TRUE;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  EspReportsScreen *self = ESP_REPORTS_SCREEN (screen);

  return G_MENU_MODEL (self->shows_report ? self->report_menu : self->list_menu);
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspReportsScreen *self = ESP_REPORTS_SCREEN (screen);
  gint64 id = esp_target_get_object_id (target);
  const char *card = esp_target_get_param (target, "card");

  if (esp_target_get_object (target) != NULL && id <= 0)
    return FALSE;
  self->shows_report = id > 0;
  if (id > 0)
    esp_report_page_open (self->page, id,
                          card != NULL ? (guint) g_ascii_strtoull (card, NULL, 10) : 0);
  else
    {
      esp_report_page_close (self->page);
      esp_report_list_reload (self->list);
    }
  gtk_stack_set_visible_child (self->stack,
                               id > 0 ? GTK_WIDGET (self->page) : GTK_WIDGET (self->list));
  esp_screen_notify_state (screen);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspReportDesk *desk = get_desk (ESP_REPORTS_SCREEN (screen));
  g_autofree char *id = NULL;

  if (desk == NULL)
    return esp_target_new ("reports", NULL);
  id = g_strdup_printf ("%" G_GINT64_FORMAT, esp_report_desk_get_id (desk));
  return esp_target_new ("reports", id);
}

static gboolean
focus_search (EspScreen *screen)
{
  EspReportsScreen *self = ESP_REPORTS_SCREEN (screen);

  return !self->shows_report && esp_report_list_focus_search (self->list);
}

static void
refresh (EspScreen *screen)
{
  EspReportsScreen *self = ESP_REPORTS_SCREEN (screen);

  if (get_desk (self) != NULL)
    esp_report_desk_refresh (get_desk (self));
  else
    esp_report_list_reload (self->list);
}

static gboolean
step (EspReportsScreen *self, gboolean is_redo)
{
  EspReportDesk *desk = get_desk (self);
  const EspReportDoc *doc = desk != NULL ? esp_report_desk_get_doc (desk) : NULL;
  const char *title = doc == NULL ? NULL : is_redo ? doc->redo_title : doc->undo_title;
  g_autofree char *text = NULL;

  if (title == NULL)
    return FALSE;
  esp_report_desk_step (desk, is_redo);
  /* Translators: what was undone or done again, such as "Move a card" */
  text = g_strdup_printf (is_redo ? _ ("Done again: %s") : _ ("Undone: %s"), title);
  esp_session_announce (self->session, text, FALSE);
  return TRUE;
}

static gboolean
undo (EspScreen *screen)
{
  return step (ESP_REPORTS_SCREEN (screen), FALSE);
}

static gboolean
redo (EspScreen *screen)
{
  return step (ESP_REPORTS_SCREEN (screen), TRUE);
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "Tab", N_ ("Go into a chart") },
    { "Left Right Up Down Home End Page_Up Page_Down", N_ ("Walk over its marks") },
    { "Return", N_ ("Show the leads behind a mark") },
    { "<Shift>Return space", N_ ("Say how it is counted and keep that open") },
    { "t", N_ ("Show the chart as a table, or back") },
    { "<Control>c", N_ ("Copy numbers and picture") },
    { "<Control>e", N_ ("Export the chart") },
    { "plus minus", N_ ("Show less or more of the time") },
    { "<Alt>Up <Alt>Down", N_ ("Move the card") },
    { "Delete", N_ ("Remove the card") },
    { "<Control>z <Control><Shift>z", N_ ("Undo, do again") },
    { "<Control>s", N_ ("Name this version, or bring one back") },
    { "<Control>p", N_ ("Print the report") },
    { "F5", N_ ("Count again") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ ("A report asks questions and answers them: each card has a question, a sentence that "
        "answers it, and a chart whose every mark opens exactly the leads it counts. Period, "
        "comparison and audience hold for all cards. Begin with one of the ready reports."),
    keys,
  };

  return &help;
}

static void
screen_iface_init (EspScreenInterface *iface)
{
  iface->dup_title = dup_title;
  iface->dup_subtitle = dup_subtitle;
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->get_menu = get_menu;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->focus_search = focus_search;
  iface->refresh = refresh;
  iface->undo = undo;
  iface->redo = redo;
  iface->get_help = get_help;
}

static void
esp_reports_screen_dispose (GObject *object)
{
  EspReportsScreen *self = ESP_REPORTS_SCREEN (object);
  GtkWidget *stack = GTK_WIDGET (self->stack);

  if (self->page != NULL)
    esp_report_page_close (self->page);
  self->page = NULL;
  self->stack = NULL;
  if (stack != NULL)
    gtk_widget_unparent (stack);
  g_clear_object (&self->list_menu);
  g_clear_object (&self->report_menu);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_reports_screen_parent_class)->dispose (object);
}

static void
esp_reports_screen_class_init (EspReportsScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_reports_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
add_key (EspReportsScreen *self, guint key, const char *action)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (key,
                                                                                  GDK_CONTROL_MASK),
                                                          gtk_named_action_new (action)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
esp_reports_screen_init (EspReportsScreen *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  self->list_menu = g_menu_new ();
  g_menu_append (self->list_menu, _ ("Show the _Archive"), "screen.with-archived");
  self->report_menu = make_report_menu ();
  add_key (self, GDK_KEY_p, "screen.print");
  add_key (self, GDK_KEY_s, "screen.version");
  add_key (self, GDK_KEY_h, "screen.version");
}

static void
store_changed_cb (EspStore *store, EspChanges *changes, EspReportsScreen *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_REPORT) && !self->shows_report)
    esp_report_list_reload (self->list);
}

static GtkWidget *
create (EspSession *session)
{
  EspReportsScreen *self = g_object_new (ESP_TYPE_REPORTS_SCREEN, NULL);

  self->session = session;
  self->stack = GTK_STACK (gtk_stack_new ());
  self->list = ESP_REPORT_LIST (esp_report_list_new (session));
  self->page = ESP_REPORT_PAGE (esp_report_page_new (session));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->list));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->page));
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
  g_signal_connect_object (self->page, "state", G_CALLBACK (esp_screen_notify_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, 0);
  esp_report_list_reload (self->list);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_reports_screen_info = {
  .id = "reports",
  .title = NC_ ("area", "Reports"),
  .icon_name = "esp-report-symbolic",
  .section = ESP_SECTION_MEASURE,
  .get_type = esp_reports_screen_get_type,
  .create = create,
};
