import {performance} from 'perf_hooks';
const {Rehearsal}=await import('./src/proof/rehearsal.ts');
const {Runs}=await import('./src/proof/runs.ts');
const orig=Rehearsal.prototype.inTurn;
const T=new Map();
Rehearsal.prototype.inTurn=function*(world,failing){
  const it=orig.call(this,world,failing)[Symbol.iterator]();
  const key=`${failing.hazard} ${failing.instance?.name} ${failing.site}`;
  for(;;){const t=performance.now();const r=it.next();T.set(key,(T.get(key)||0)+performance.now()-t);if(r.done)return;yield r.value;}
};
const oo=Runs.prototype.of; let inof=0,depth=0;
Runs.prototype.of=function(s){const t=performance.now();depth++;const r=oo.call(this,s);depth--;if(!depth)inof+=performance.now()-t;return r;};
const ol=Runs.prototype.likeness;let inl=0,d2=0;
Runs.prototype.likeness=function(s){const t=performance.now();d2++;const r=ol.call(this,s);d2--;if(!d2)inl+=performance.now()-t;return r;};
process.argv=['node','/work/main/bin/tocsin.js',...(process.env.ARGS||'coverage').split(' ')];
process.on('exit',()=>{const a=[...T].sort((x,y)=>y[1]-x[1]);let tot=0;a.forEach(x=>tot+=x[1]);console.error('total',tot,'of',inof,'likeness',inl,a.length);a.slice(0,45).forEach(([k,v])=>console.error(v.toFixed(1).padStart(8),k));
 const h=new Map();a.forEach(([k,v])=>{const n=k.split(' ')[0];const o=h.get(n)||[0,0];h.set(n,[o[0]+v,o[1]+1])});console.error([...h].sort((x,y)=>y[1][0]-x[1][0]));});
await import('./src/main.ts');
