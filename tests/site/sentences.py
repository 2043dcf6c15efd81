"""Sentences of made-up statements and reports, by topic. All are ours; nobody said them.

Slots: {S} state, {D} its adjective, {C} its capital, {P} another state, {Q} a third, {n} {k} {m} numbers, {t} a town
where people meet, {w} a weekday.
"""

# ruff: noqa: RUF001, E501

from typing import Final

ELSEWHERE: Final = {
    "fisheries": """
        The ministers of fisheries of {S} and {P} met in {t} on {w} and agreed on a quota of {n},000 tonnes of haddock.
        {D} trawlers will land their catch in {n} harbours that were dredged last winter.
        Inspectors from {C} will board vessels without notice and weigh every {k}th crate.
        The herring stock has recovered faster than the biologists of the joint laboratory had expected.
        Small boats under {n} metres keep their licence without a fee until the end of the season.
        {P} had asked for {k} per cent more cod and withdrew the request after a night of talks.
        Nets with a mesh below {n} millimetres will be bought back by the harbour office.
        Lobster pots lost at sea are to be marked with a tag so that divers can find their owner.
        A new auction hall in {t} opens its doors to buyers from {Q} in the autumn.
        The union of skippers called the deal bearable but complained about the price of diesel.
        Young people who train as marine engineers receive a grant of {k} hundred a month.
        Scientists will count seals from the air along the whole coast before the next round.""",
    "railways": """
        {S} will lay {n} kilometres of double track between {C} and the border with {P}.
        Freight trains on the route are limited to {k} kilometres an hour until the bridge at {t} is rebuilt.
        The signalling system comes from a company in {Q} and is tested at night.
        Passengers will change trains only once where they now change three times.
        The finance ministry in {C} set aside {m} million for the tunnel and its ventilation.
        Engineers found water in {n} of the boreholes and moved the portal to firmer rock.
        A night train with sleeping cars is to return to the timetable after {k} years.
        Station masters in {t} asked for longer platforms and covered bicycle stands.
        The two railways will sell one ticket that is valid on both networks.
        Farmers along the line receive a strip of land elsewhere in exchange for theirs.
        Old carriages go to a museum whose roof is being repaired by volunteers.
        Test drivers of {P} begin their language course on the first {w} of the month.""",
    "health": """
        The health ministry of {S} will vaccinate {n} thousand children against measles before the rains.
        Nurses from {P} arrive in {t} on {w} with {k} refrigerators that run on sunlight.
        Midwives in remote valleys receive a telephone and a bag with the most needed medicines.
        {C} recorded {n} cases of dengue in a week and asked households to empty their barrels.
        A laboratory in {Q} confirmed that the samples showed no new variant.
        Hospitals must report the use of antibiotics every quarter from now on.
        The price of insulin will be capped at {k} for patients without insurance.
        Doctors who work in the countryside for {n} years have their study debts forgiven.
        A mobile clinic crosses the lake twice a week and treats fishermen and their families.
        The ministry warned against a counterfeit syrup sold in markets near {t}.
        Researchers of both states will follow {m} thousand volunteers for a decade.
        School kitchens have begun to salt their bread with iodine again.""",
    "climate": """
        {S} submitted a plan that cuts its emissions by {n} per cent against the year of its last census.
        Coal will leave the {D} power grid {k} years earlier than the law had demanded.
        {P} and {S} will share the output of a wind park {n} miles off the coast.
        Mangroves are to be planted along the estuary near {t} by school classes.
        Glaciologists measured the thinnest ice at the northern station since they began to measure.
        The fund that the donors promised in {t} holds {m} million so far.
        Heat pumps replace oil burners in all public buildings of {C}.
        Insurance companies asked the government for maps of the plains that flood.
        A carbon levy on aviation fuel was postponed until the carriers of {Q} join.
        Cement makers will test a kiln that is heated with hydrogen.
        Delegates from {n} island states left the hall in protest at a footnote.
        Forest wardens receive drones that recognise smoke within {k} minutes.""",
    "education": """
        {S} and {P} will recognise each other's school certificates from the coming autumn.
        {n} teachers from {t} spend a term in {C} and teach physics and music.
        A library of {k} thousand scanned manuscripts can now be read without a fee.
        Pupils learn to write programs in the fifth grade, an hour every {w}.
        The university of {t} opens an institute for the languages of the highlands.
        Scholarships go to {n} students from rural districts whose parents never finished school.
        Examiners found that girls did better in chemistry and boys in reading aloud than before.
        The education minister of {Q} praised the apprenticeships and asked for a list of workshops.
        School buses will run on {k} more routes before the snow falls.
        Textbooks of history are revised by a commission in which both sides have a vote.
        Every classroom receives a stove, a map and {n} chairs.
        The deaf school in {C} celebrated its centenary with a play in sign language.""",
    "trade": """
        The customs union between {S} and {P} lowers the duty on ceramics to {n} per cent.
        Exporters of {D} olives need only one form where they needed {k}.
        A chamber of commerce from {t} visited {C} with {n} textile makers.
        The trade balance turned positive for the first time in {k} quarters.
        Lorry drivers wait less than {n} hours at the crossing since scanners were installed.
        {Q} lodged a complaint about subsidies for sugar with the world trade body.
        Tariffs on machine tools end in three steps over {k} years.
        The central bank in {C} held its rate and expects prices to rise by {n} per cent.
        Coffee growers sold {m} million bags and asked for a share of the roasting.
        An arbitration panel in {t} decided that the labels on cheese were not misleading.
        Start-ups from both states may bid for small public contracts from next {w}.
        Investors want the land registry to answer within {n} working days.""",
    "disaster": """
        An earthquake near {t} damaged {n} villages, and {S} sent tents, blankets and sniffer dogs.
        The civil protection of {P} flew {k} engineers to {C} to examine cracked bridges.
        Rivers rose by {n} feet overnight and cut the road to the southern valleys.
        Rescuers freed a family from under a roof after {k} hours.
        A transport plane from {Q} landed on {w} with water filters and generators.
        The government in {C} declared three days of mourning for the victims of the landslide.
        Volunteers cooked {m} thousand meals in the gymnasium of a secondary school.
        Geologists warned of aftershocks and asked people to sleep outdoors.
        Banks suspend the instalments of farmers who lost their herds.
        The king of a neighbouring realm sent a message of condolence and a field hospital.
        Telephone masts in {n} districts work again, although on batteries.
        Children received copybooks and crayons in a tent that serves as a school.""",
    "space": """
        A satellite built in {t} left for orbit on {w} aboard a launcher of {P}.
        {S} joins the observatory on the high plateau with a share of {n} per cent.
        The camera will map soil moisture for {k} states once every five days.
        Technicians in {C} lost the signal for {n} minutes and found it again over the ocean.
        A student team designed the antenna, which unfolds like an umbrella.
        The space agency of {Q} lends its tracking station until the spring.
        Ministers signed an accord on the rescue of crews and the return of debris.
        The budget for the lunar instrument grew by {m} million after a failed test.
        Astronomers asked towns near the telescope to dim their street lamps after ten.
        The orbiter photographed a storm whose eye measured {n} kilometres across.
        Data are free for farmers, fire brigades and schools.
        A {D} physicist will spend {k} months at the polar station to calibrate the sensor.""",
    "courts": """
        The parliament in {C} elected {n} judges to the constitutional court on {w}.
        {S} ratified the convention on child abduction as the {k}th state.
        A prosecutor from {P} may now question witnesses by video from {t}.
        Prisons in the north will house no more than {n} inmates in a wing.
        The ombudsman counted {k} complaints about slow land trials.
        Legal aid lawyers ended their strike after the fees were raised.
        {Q} extradited a man who is accused of forging cargo papers.
        Verdicts are to be published without names within {n} days.
        The bar association welcomed the reform but called the deadlines too short.
        Interpreters for {k} languages were sworn in at the district court of {t}.
        A commission will examine files of the secret police that had been bricked up in a cellar.
        Jurors receive {m} coins a day and a warm meal.""",
    "culture": """
        {S} returned {n} bronze figures to {P} in a ceremony in {t}.
        The national museum in {C} lends {k} paintings to a travelling exhibition.
        A film shot in the {D} highlands won the prize of the jury on {w}.
        Weavers from {n} villages showed patterns that their grandmothers had hidden.
        Both ministers of culture danced, without much grace, at the opening of the festival.
        The orchestra of {t} tours {Q} with a symphony that was found in an attic.
        Archaeologists uncovered a mosaic of fish under a car park.
        A fund of {m} million helps small cinemas to buy projectors.
        Translators of poetry meet every {k} months in a former monastery.
        The bell of the old harbour church was cast again from the broken pieces.
        Street names in the old quarter are written in two scripts from now on.
        The archive of radio plays holds {n} thousand tapes, half of which can still be heard.""",
    "borders": """
        {S} and {P} marked the last {n} kilometres of their border with stones.
        Joint patrols met on {w} in {t} and compared their maps.
        A ferry for pedestrians crosses the river again after {k} years.
        Herders may follow their flocks across the line with a yellow card.
        Soldiers withdrew {n} posts from the ridge, as the protocol of {t} had foreseen.
        {C} protested against drones that had been seen over a radar station.
        Deminers cleared {k} hectares and handed them to the village council.
        The commission of {Q} mediated and wrote the minutes in three languages.
        Customs officers seized {m} thousand cigarettes in a lorry full of melons.
        A hotline links the two general staffs day and night.
        Villages on both banks share a well that engineers deepened by {n} metres.
        Visa fees for students, nurses and athletes were dropped.""",
    "energy": """
        A cable under the sea will carry {n} hundred megawatts from {S} to {P}.
        {C} auctioned {k} licences for geothermal wells in the volcanic belt.
        The gas store near {t} is filled to {n} per cent, more than in any earlier autumn.
        Households that insulate their roofs receive a rebate of {k} per cent.
        The regulator of {Q} approved the merger of two grid companies under conditions.
        A dam whose turbines had stood still since a flood delivers power again.
        Workers at the refinery voted for a contract that ends on {w}.
        The energy minister of {S} inaugurated a solar field of {n} hectares.
        Uranium from a mine in the desert will be shipped only under seal.
        Pipelines are inspected by robots that crawl {k} kilometres on one battery.
        Charging points for buses stand in {n} depots of the capital.
        A reserve of {m} million barrels is to be shared in an emergency.""",
}
"""Topics that have nothing to do with Israel."""

ISRAEL: Final = {
    "condemnation": """
        {S} strongly condemns the Israeli strike on a school in Gaza in which {n} people were killed.
        The {D} foreign ministry demands that Israel lift the blockade and open {k} crossings at once.
        The decision to build {n} hundred homes in settlements in the West Bank violates international law.
        {S} summoned the Israeli ambassador in {C} on {w} and handed him a note of protest.
        The government rejects any attempt to displace the Palestinian population of the Gaza Strip.
        Settler violence near Hebron must end, and those responsible must be held to account.
        {S} and {P} call on Israel to respect the status quo of the holy sites in Jerusalem.
        Withholding food from civilians can never be a method of war, the ministry in {C} added.
        The ministry regrets that Israel refused entry to {n} members of the {D} parliament.
        An independent inquiry should establish who gave the order to fire on the convoy near Rafah.
        {Q} joined the protest and recalled its envoy from Tel Aviv for consultations.
        The demolition of {k} houses in East Jerusalem deepens mistrust and has to stop.""",
    "solidarity": """
        {S} stands with Israel and condemns the rocket fire by Hamas on Israeli towns.
        Israel has the right to defend itself, the {D} prime minister said in {t} on {w}.
        The parliament in {C} lit its facade in blue and white and observed a minute of silence.
        {S} demands the immediate and unconditional release of all {n} hostages.
        The commitment of {S} to the security of Israel is firm and will not change.
        Attacks by the Houthis on ships bound for Israeli ports threaten the trade of all.
        The {D} government outlawed {k} groups that had collected money for Hezbollah.
        Families of the hostages met the foreign minister in {C} and received a promise of help.
        {P} and {S} reject the comparison that was drawn at the rally in {t}.
        Antisemitism has no place in {D} schools, and {n} more teachers will be trained to meet it.
        {S} will vote against the resolution because it does not name Hamas.
        The air defence of Israel was supported by {k} aircraft from {Q} during the night.""",
    "humanitarian": """
        {S} pledged {m} million for hospitals in Gaza and for families who fled from Khan Younis.
        A ship with {n} hundred tonnes of flour left {t} on {w} and waits for Israeli permission to unload.
        Doctors from {C} operated on {k} children at a field hospital near the Egyptian border.
        The {D} aid minister spoke with her Israeli colleague about fuel for bakeries.
        {S} resumes its payments to UNRWA after it read the report of the review group.
        Lorries that were inspected by Israel on {w} reached the north of the Gaza Strip at night.
        {P} opened an air bridge and dropped parcels over the beach near Deir al-Balah.
        The sea corridor works only if both Israel and the Palestinian side keep it open.
        Polio vaccines for {n} thousand children were handed over at Kerem Shalom.
        Engineers of {Q} repaired a water line that supplies {k} quarters of Gaza City.
        Patients with cancer are flown from Israel's airport to clinics in {S}.
        The {D} Red Crescent lost contact with two ambulances and asked Israel for an answer.""",
    "recognition": """
        {S} will recognise the State of Palestine on {w}, the prime minister told parliament in {C}.
        The two-state solution remains the only way to lasting peace between Israelis and Palestinians.
        {S} and {P} invite Israel and the Palestinian Authority to a conference in {t}.
        Recognition is not directed against Israel, whose security {S} regards as its own concern.
        Of {n} deputies who spoke in the debate, {k} asked the government to wait for elections in Palestine.
        Israel's foreign ministry called the step a reward for terror and regretted it.
        The {D} consulate in Jerusalem becomes an embassy to Palestine as soon as the lease is signed.
        {Q} had taken the same step {n} years ago and offered its experience.
        Borders follow the lines of 1967 with swaps on which both sides agree.
        The opposition in {C} called the vote hasty and proposed a roadmap with {k} stages.
        Arab ministers welcomed the announcement in a letter of {n} lines.
        A liaison office in Ramallah has issued {m} hundred visas since the spring.""",
    "arms": """
        {S} suspends licences for {n} types of ammunition that could be used by Israel in Gaza.
        A court in {C} ordered the government to halt the export of spare parts for Israeli fighter jets.
        The {D} army bought {k} batteries of an Israeli air defence system for {m} million.
        Customs in {t} detained containers with steel that was destined for an arms maker in Haifa.
        The defence ministers of {S} and Israel signed a memorandum on drones on {w}.
        Existing contracts with Israel are honoured, but {n} new applications rest.
        Trade unions in {t} refused to load crates addressed to the Israeli defence ministry.
        {P} went further and declared a full embargo on arms for Israel.
        A parliamentary committee will read the list of deliveries to Israel every {k} weeks.
        {Q} delivered engines for Israeli tanks until the permit expired.
        Joint exercises with the Israeli navy, planned for the spring, are postponed.
        Experts in {C} doubt that the embargo changes anything on the ground in Gaza.""",
    "economy": """
        {S} and Israel concluded talks on free trade after {n} rounds.
        Israeli engineers will help {D} farmers to water {k} thousand hectares drop by drop.
        {S} bans the import of goods from Israeli settlements as of the first {w} of the quarter.
        A chamber of commerce from Tel Aviv opened an office in {C} with {n} employees.
        The sovereign fund of {S} sold its shares in {k} Israeli companies.
        Flights between {C} and Tel Aviv resume with {n} connections a week.
        {P} raised the duty on Israeli cement in answer to the war in Gaza.
        Researchers from Haifa and {t} develop a sensor for leaks in water mains.
        {S} received the first cargo of gas from an Israeli field through Egypt.
        Tourist guides in {t} count {k} per cent fewer visitors from Israel than a year before.
        The association agreement with Israel is reviewed at the request of {Q}.
        A joint fund of {m} million supports young firms in cyber security in Israel and {S}.""",
    "united nations": """
        {S} voted for the resolution on a ceasefire in Gaza, which passed with {n} abstentions.
        The {D} ambassador told the Security Council that Israel must obey the orders of the court.
        {P} proposed to count the votes on {w}, but {S} asked for more time.
        The draft names Hamas once and Israel {k} times, the delegate of {S} remarked.
        {S} abstained because the text says nothing about the hostages.
        A committee in {t} examines whether Israel observes the convention against torture.
        {C} nominated a judge for the case that concerns the wall in the West Bank.
        The mandate of UNIFIL on the Blue Line is extended by {n} months.
        {Q} blocked a statement on the Golan that {k} members had supported.
        The Israeli delegate left the hall before the {D} speaker had finished.
        Observers from {S} return to the line between Israel and Syria.
        The General Assembly heard {n} speakers on Palestine, more than on any other item.""",
}
"""Topics about Israel and what stands for it."""

LEADS: Final = {
    "official_statement": """
        The Ministry of Foreign Affairs of {S} issued the following statement in {C} on {w}.
        The spokesperson of the government of {S} answered questions of the press in {C} on {w}.
        The government of {S} informs the public of the results of its session of {w}.
        The {D} foreign minister returned from {t} and told parliament what had been agreed.
        A note from the chancellery in {C} sets out the position of {S} in a few points.""",
    "news_report": """
        {C} - Officials in {S} spoke about the matter on {w}, according to two people in the room.
        {C}, {w} - The government of {S} has changed its course, documents seen by this desk show.
        {t} - Envoys of {S} and {P} talked until midnight and left by separate doors.
        {C} - A spokeswoman for the {D} cabinet gave details at a crowded briefing.
        {t}, {w} - What {S} intends became clearer at a meeting of senior officials.""",
    "analysis": """
        What moves {S}? Three explanations are offered in {C}, and none of them is complete.
        The policy of {S} is often called erratic, yet seen from {C} it follows a line.
        This note asks what {S} gains and what it risks, and for how long.
        Observers in {t} tend to overlook how small the room of {S} is.
        For {n} years the {D} debate hardly moved; in recent months it did.""",
}

CLOSINGS: Final = """
    The next meeting is planned in {t} in {n} weeks.
    Questions are answered by the press office in {C} until {w} noon.
    {S} remains in contact with {P} and with {Q}.
    A full list of measures will follow before the end of the {k}th week.
    The text was agreed with {P} and is published in both capitals.
    Further steps depend on the answer from {Q}.
    It is the {n}th notice of this kind since the government took office.
    Comments from {P} were not available on {w} evening.
    The figures come from the statistical office in {C}.
    Parliament debates the matter on the {k}th of next month."""

FOREIGN: Final = {
    "fr": (
        "Le ministère condamne la frappe contre une école de Gaza et demande l’ouverture immédiate des points de passage. "
        "La ministre s’est entretenue mardi avec son homologue israélien et lui a rappelé que les civils doivent être "
        "protégés en toutes circonstances. Elle a également évoqué la libération des otages, qui reste une priorité, et "
        "annoncé l’envoi d’un navire chargé de médicaments, de couvertures et de farine vers le port le plus proche."
    ),
    "es": (
        "El Gobierno expresa su profunda preocupación por la situación en la ciudad de Rafah y reitera su llamamiento a "
        "un alto el fuego inmediato y permanente. El ministro habló el jueves con su colega israelí y pidió que los "
        "camiones con alimentos puedan entrar sin demora. El embajador presentará mañana la posición de nuestro país "
        "ante la Asamblea, donde la delegación ha propuesto una conferencia de paz con todas las partes."
    ),
    "ru": (
        "Министерство иностранных дел выразило обеспокоенность положением в секторе Газа и призвало стороны прекратить "
        "огонь. Министр беседовал во вторник с израильским коллегой и напомнил, что мирные жители должны быть защищены. "
        "Он сообщил также об отправке самолёта с лекарствами, одеялами и мукой. Следующая встреча пройдёт через две "
        "недели, сообщила пресс-служба ведомства, участие в ней подтвердили представители семи государств."
    ),
    "ja": (
        "外務省は、ガザ地区における学校への攻撃を強く非難し、すべての当事者に対して直ちに停戦するよう求める声明を発表しました。"
        "外務大臣は火曜日にイスラエルの外相と電話で会談し、民間人の保護と人道支援物資の搬入の重要性を改めて伝えました。"
        "政府は医薬品、毛布、小麦粉を積んだ輸送機を近く派遣する予定であり、関係国と緊密に連携していく方針です。"
    ),
    "de": (
        "Das Auswärtige Amt verurteilt den Angriff auf eine Schule im Gazastreifen und fordert die sofortige Öffnung der "
        "Übergänge. Die Ministerin sprach am Dienstag mit ihrem israelischen Amtskollegen und erinnerte daran, dass "
        "Zivilisten jederzeit zu schützen sind. Sie kündigte außerdem an, dass ein Schiff mit Arzneimitteln, Decken und "
        "Mehl in See sticht, sobald die Genehmigungen der Häfen und der Küstenwache vorliegen."
    ),
}
"""Statements in languages without a parser, by ISO 639-1 code."""
